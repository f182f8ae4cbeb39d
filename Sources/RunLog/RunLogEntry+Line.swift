import Coordination
import Rendering
import Text

extension RunLogEntry {
  /// The line, without a line end.
  public var line: String {
    JSON.object([.number("time", time), .text("event", name)] + members).description
  }

  private var name: String {
    switch event {
    case .unknown(let name): name
    case .worded(let kind, _): kind.rawValue
    case .listening: Kind.listening.rawValue
    case .crowded: Kind.crowded.rawValue
    case .resources: Kind.resources.rawValue
    case .run(let event): event.kind.rawValue
    }
  }

  private var members: [JSON.Member] {
    switch event {
    case .listening(let start): start.members
    case .run(let event): event.members
    case .crowded(let connectionsMax): [.count("connections_max", connectionsMax)]
    case .resources(let resources): resources.members
    case .worded(_, let sentence): [.text("reason", sentence)]
    case .unknown: []
    }
  }

  /// What a line says; nil where it is no line of a log, or lacks what its event cannot be without.
  ///
  /// - Parameter json: the line, parsed.
  public init?(json: JSON) {
    guard let time = json["time"]?.doubleValue, LogMembers.times.contains(time),
      let name = json["event"]?.stringValue
    else { return nil }
    let members = LogMembers(json: json)
    switch Kind(rawValue: name) {
    case nil:
      self.init(time: time, .unknown(name))
    case .listening?:
      guard let start = ServerStart(members) else { return nil }
      self.init(time: time, .listening(start))
    case .crowded?:
      guard let most = members.int("connections_max") else { return nil }
      self.init(time: time, .crowded(connectionsMax: most))
    case .resources?:
      guard let resources = ServerResources(members) else { return nil }
      self.init(time: time, .resources(resources))
    case let kind?:
      if let event = RunEvent(kind, members) {
        self.init(time: time, .run(event))
      } else if let sentence = kind.sentence(members) {
        self.init(time: time, .worded(kind, sentence))
      } else {
        return nil
      }
    }
  }
}

extension RunLogEntry.Kind {
  /// The sentence of an event that the form of logs without a number had nothing else of.
  fileprivate func sentence(_ line: LogMembers) -> String? {
    switch self {
    case .strayMessage: line.text("reason")
    case .waiting: line.text("for")
    default: nil
    }
  }
}

extension ServerStart {
  fileprivate var members: [JSON.Member] {
    (format.map { [.count("format", $0)] } ?? []) + [
      .count("generation", generation), .count("version", version), .text("endpoint", endpoint),
      .texts("settings", settings),
    ]
  }

  fileprivate init?(_ line: LogMembers) {
    guard let generation = line.count("generation", atMost: Limits.storedNumberMax) else {
      return nil
    }
    self.init(
      format: line.int("format"), generation: generation, version: line.count("version") ?? 0,
      endpoint: line.text("endpoint") ?? "", settings: line.texts("settings") ?? [])
  }
}

extension ServerResources {
  fileprivate var members: [JSON.Member] {
    [.number("cpu_seconds", cpuSeconds), .count("peak_memory_bytes", peakMemoryBytes)]
      + (crowdedOut > 0 ? [.count("crowded_out", crowdedOut)] : [])
  }

  fileprivate init?(_ line: LogMembers) {
    guard let cpuSeconds = line.number("cpu_seconds") else { return nil }
    self.init(
      cpuSeconds: cpuSeconds,
      peakMemoryBytes: line.count("peak_memory_bytes", atMost: LogMembers.bytesMax) ?? 0,
      crowdedOut: line.count("crowded_out") ?? 0)
  }
}
