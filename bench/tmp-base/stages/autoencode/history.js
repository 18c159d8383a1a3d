/**
 * The columns of `history`. `loss` and its terms are running means while the weights moved, those of `train`, `validation`
 * and `test` are afterwards; `test` is in the last row only. Of a variational autoencoder, `loss` is -ELBO in nats per image,
 * the sum of `reconstruction` and `kl`; the `penalty` is minimised, too, but not part of it.
 */
export function columnsOf(kind) {
    const terms = kind === 'plain' ? ['loss'] : ['loss', 'reconstruction', 'kl'];
    return [
        'epoch',
        ...terms,
        ...(kind === 'plain' ? [] : ['penalty']),
        ...['train', 'validation', 'test'].flatMap((split) => terms.map((term) => columnOf(split, term))),
    ];
}
/** One row per epoch; a value that is not known is `null`. */
export function historyRows(history, test, columns) {
    const empty = Object.fromEntries(columns.map((column) => [column, null]));
    return history.map(({ epoch, running, train, validation }, index) => ({
        ...empty,
        epoch,
        ...running,
        ...named('train', train),
        ...named('validation', validation),
        ...named('test', index === history.length - 1 ? test : undefined),
    }));
}
function named(split, losses) {
    return Object.fromEntries(Object.entries(losses ?? {}).map(([term, value]) => [columnOf(split, term), value]));
}
/** `validationLoss` */
function columnOf(split, term) {
    return `${split}${term.charAt(0).toUpperCase()}${term.slice(1)}`;
}
