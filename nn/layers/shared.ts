// What can be said of a layer whatever its type. A kind knows nothing of it: it is read, checked and kept in one place for all.

/** Settings that every layer takes. Left out, they are left out of the resolved layer, too. */
export interface SharedSettings {
  /** The layers that it reads, by name; `input` is the image. Left out: the layer before. */
  readonly from?: string | readonly string[];
}

/** The schemas of these settings; `$ref`s lead into the `$defs` of schema/sections/model.json. */
export const SHARED_SCHEMAS: Readonly<Record<keyof SharedSettings, Readonly<Record<string, unknown>>>> = {
  from: { $ref: '#/$defs/from' },
};

/** Those of a layer's settings that are shared, without the ones that are left out. */
export function sharedSettings(settings: SharedSettings): SharedSettings {
  const { from } = settings;
  return { ...(from !== undefined && { from }) };
}
