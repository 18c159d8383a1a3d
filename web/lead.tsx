/** What a run found: the first sentence says the most. */
export function Lead({ sentences }: { readonly sentences: readonly string[] }) {
  const [first, ...rest] = sentences;
  if (first === undefined) return null;
  return (
    <>
      <b>{first}</b> {rest.join(' ')}
    </>
  );
}
