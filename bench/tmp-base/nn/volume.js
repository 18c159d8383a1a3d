// One image's value between two layers on the JavaScript side, in float64: enough to draw feature maps without the numeric
// backend, and an independent oracle for it. Training computes in float32; maps agree to about 1e-6 of their largest value.
/** The same values as one row. */
export function flattened({ data }) {
    return { height: 1, width: 1, channels: data.length, data };
}
/** Only the channels named, in this order; left out, all. */
export function pickChannels(volume, channels) {
    if (channels === undefined)
        return volume;
    const places = volume.height * volume.width;
    const data = new Float64Array(places * channels.length);
    for (let place = 0; place < places; place++) {
        for (const [index, channel] of channels.entries()) {
            data[place * channels.length + index] = volume.data[place * volume.channels + channel] ?? 0;
        }
    }
    return { ...volume, channels: channels.length, data };
}
