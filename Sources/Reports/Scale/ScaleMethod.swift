/// How it was measured, and what each word means.
enum ScaleMethod {
  static func blocks(_ results: ScaleResults) -> [Document.Block] {
    var items: [Prose] = [
      """
      Each point was run \(FigureText.count(results.plan.repeats, "time")), the points in turn, each \
      round beginning with the next one; the process alone is one of them.
      """,
      """
      Of each run the first \(FigureText.count(Int(clamping: results.warmUp), "step")) were left out \
      and the next \(results.steps) measured, from the end of one to the end of the last, evaluations \
      taken off. Every step was logged, which is in the time too.
      """,
      """
      The process alone computes the same job step by step in one thread, without server, messages \
      and log, on the machine of the server.
      """,
      "Workers fill the slots of the first host before the second gets any.",
    ]
    let disturbed = results.runs.flatMap { runs in
      runs.measurements.filter { $0.disturbances > 0 }.map { _ in runs.point.name }
    }
    if !disturbed.isEmpty {
      items.append(
        "In \(FigureText.count(disturbed.count, "run")) a worker was late, was lost or came anew "
          + "(\(Set(disturbed).sorted().joined(separator: ", "))); they are counted like the others."
      )
    }
    return [
      .section("How it was measured"), .list(items), .section("What the words mean"),
      .definitions(definitions),
    ]
  }

  private static let definitions: [Document.Definition] =
    [
      .init("step", "one update of θ"),
      .init(
        "throughput", "samples of the measured steps over their time; of several runs the median"),
      .init("baseline", "the faster of a process that trains alone and one worker with its server"),
      .init("speed-up S", "throughput over that of the baseline"),
      .init("efficiency", "speed-up over the number of workers; 100 % is ideal"),
      .init("strong scaling", "the global batch stays as it is while workers are added"),
      .init("weak scaling", "the batch of a worker stays as it is: the global batch grows"),
      .init(
        "95 % interval",
        "percentile bootstrap: runs drawn again with replacement 2,000 times; – with one run"),
      .init("serial share s", "what does not get faster with workers, by the law that is fitted"),
      .init(
        "fit",
        "least squares in s, where the law is linear in it: 1/S for Amdahl's, S for Gustafson's; points "
          + "of more than one worker count, oversubscribed ones do not"),
      .init("residual", "measured less fitted speed-up"),
      .init("†, oversubscribed", "some machine has more processes that compute than cores"),
      .init(
        "machine", "hosts whose kernel gives the same boot id are one machine and share its cores"),
    ] + RunTime.definitions + [
      .init("between", "from a step's end to the next one's beginning"),
      .init("ideal step", "the baseline's time for as many samples, divided among the workers"),
      .init(
        "server's CPU", "CPU time of the server's process over all steps of a run, warm-up included"
      ),
    ]
}
