/** What the store found and mended, kept until somebody listens. */
export class Notices {
    #listener;
    #waiting = [];
    tell(message) {
        if (this.#listener === undefined)
            this.#waiting.push(message);
        else
            this.#listener(message);
    }
    /** Hears everything told so far, then everything as it is told. There is one listener: a second replaces the first. */
    listen(listener) {
        this.#listener = listener;
        for (const message of this.#waiting.splice(0))
            listener(message);
    }
}
