/**
 * Cores shared by running steps. Whoever waits is served in the order of rank, lowest first, and nobody is served before
 * one of lower rank that waits: small steps cannot keep a large one from its cores for ever.
 */
export class Slots {
    #free;
    /** By rank. Ranks are unique. */
    #waiting = [];
    /** No request waits below this rank. */
    #first = 0;
    #open = true;
    constructor(cores) {
        this.#free = cores;
    }
    /** Resolves to true when the cores are taken, and to false, with nothing taken, once the slots are closed. */
    take(rank, cores) {
        if (!this.#open)
            return Promise.resolve(false);
        return new Promise((grant) => {
            this.#waiting[rank] = { cores, grant };
            this.#first = Math.min(this.#first, rank);
            this.#serve();
        });
    }
    give(cores) {
        this.#free += cores;
        this.#serve();
    }
    /** Sends away everybody who waits, and whoever comes later. */
    close() {
        this.#open = false;
        for (const request of this.#waiting.splice(0))
            request?.grant(false);
    }
    #serve() {
        for (; this.#first < this.#waiting.length; this.#first += 1) {
            const request = this.#waiting[this.#first];
            if (request === undefined)
                continue;
            if (request.cores > this.#free)
                return;
            this.#free -= request.cores;
            this.#waiting[this.#first] = undefined;
            request.grant(true);
        }
    }
}
