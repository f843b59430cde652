/** Work that runs once at a time, such as saving a form: busy meanwhile; a failure is reported. */
export class Task<Reported = unknown> {
  busy = $state(false);
  readonly #report: (thrown: unknown) => Reported;

  constructor(report: (thrown: unknown) => Reported) {
    this.#report = report;
  }

  /** Runs the work, or nothing while it is busy. Returns the result; after a failure, what the report returns. */
  async run<Done>(work: () => Promise<Done>): Promise<Done | Reported | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    try {
      return await work();
    } catch (thrown) {
      return this.#report(thrown);
    } finally {
      this.busy = false;
    }
  }
}
