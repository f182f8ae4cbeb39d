import Coordination

extension WorkerMessage: CustomStringConvertible {
  /// One line, such as `push 2.1 of step 7 at θ7, loss 1.5`.
  public var description: String {
    switch self {
    case .hello(let hello):
      "hello \(hello.name.quoted) on \(hello.host.quoted), kernel "
        + hello.blasKernel.quoted
    case .ready(let fingerprint, _): "ready with data \(fingerprint)"
    case .unable(let reason): "unable: \(reason.description.quoted)"
    case .arrived(let version): "θ\(version) has arrived"
    case .push(let push): "\(push)"
    case .evaluated(let result):
      "evaluated unit \(result.unit) at θ\(result.version): \(result.tally)"
    case .heartbeat: "heartbeat"
    case .goodbye(let reason): "goodbye: \(reason.description.quoted)"
    }
  }
}

extension ServerMessage: CustomStringConvertible {
  /// One line, such as `work: gradient of 0..<4 of step 7 at θ7`.
  public var description: String {
    switch self {
    case .welcome(let welcome):
      "welcome: \(welcome.microBatches) micro-batches, job \(welcome.job.quoted)"
    case .refused(let reason): "refused: \(reason.description.quoted)"
    case .busy(let reason): "busy: \(reason.description.quoted)"
    case .work(let order): "work \(order.number): \(order)"
    case .heartbeat: "heartbeat"
    case .rejoin: "rejoin"
    case .finished(let outcome): "finished: \(outcome.endClause.quoted)"
    }
  }
}

extension WorkOrder: CustomStringConvertible {
  /// Such as `gradient of 0..<4 of step 7 at θ7`, or `evaluation of 0..<2 at θ7`.
  public var description: String {
    switch kind {
    case .gradient: "gradient of \(units) of step \(step) at θ\(version)\(request)"
    case .evaluation: "evaluation of \(units) at θ\(version)\(request)"
    }
  }
}

extension WorkOrder {
  private var request: String { asksForArrival ? ", say when it is there" : "" }
}

extension Push: CustomStringConvertible {
  /// Such as `push 2.1 of step 7 at θ7, loss 1.5`.
  public var description: String { "push \(node) of step \(step) at θ\(version), loss \(lossSum)" }
}

extension DataFingerprint: CustomStringConvertible {
  /// Both numbers in hexadecimal, such as `a1/0`.
  public var description: String {
    String(training, radix: 16) + "/" + String(validation, radix: 16)
  }
}

extension Tally: CustomStringConvertible {
  /// Such as `256 samples, loss 12.5, 250 correct`.
  public var description: String { "\(samples) samples, loss \(lossSum), \(correct) correct" }
}
