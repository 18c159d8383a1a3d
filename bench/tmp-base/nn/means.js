export function createMeans(from = { examples: 0, loss: 0, measures: {} }) {
    let seen = from.examples;
    let lossSum = from.loss;
    const sums = { ...from.measures };
    return {
        add(examples, loss, measures) {
            seen += examples;
            lossSum += loss * examples;
            for (const [name, value] of Object.entries(measures))
                sums[name] = (sums[name] ?? 0) + value;
        },
        read() {
            const measures = {};
            for (const [name, sum] of Object.entries(sums))
                measures[name] = sum / seen;
            return { loss: lossSum / seen, measures };
        },
        sums: () => ({ examples: seen, loss: lossSum, measures: { ...sums } }),
    };
}
