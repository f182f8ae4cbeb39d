@testable import Storage
@testable import Text
@testable import Wire

import Coordination
import Jobs
import Reports
import RunLog

extension FuzzTarget {
  /// Keys in certificates, and as a launcher hands them over.
  static let keys = FuzzTarget("keys") {
    let key = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
    return texts(
      "# c\n\nmetadata\n    name = \"a\"\ncurve\n    public-key = \"\(key)\"\n    secret-key = \"\(key)\"\n",
      "curve\n\tpublic-key = '\(key)' # c\r\n",
      "server-public-key \(key)\npublic-key \(key)\nsecret-key \(key)\n\n")
  } run: { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    if let certificate = try? KeyCertificate(text) {
      let written = KeyCertificate.publicText(certificate.publicKey, name: "n")
      check(
        (try? KeyCertificate(written))?.publicKey == certificate.publicKey,
        "a key changes when it is written")
      if let pair = certificate.keyPair {
        let secret = KeyCertificate.secretText(pair, name: "n")
        check(
          (try? KeyCertificate(secret))?.secretKey?.exposedText == pair.secretKey.exposedText,
          "a secret key changes when it is written")
      }
    }
    if let (pair, server) = HandedKeys.read(text) {
      check(
        HandedKeys.text(pair, serverKey: server) == text, "keys change when they are handed over")
    }
    if bytes.count.isMultiple(of: 4) {
      check(bytes.withUnsafeBytes { Z85.isValid(Z85.text($0)) }, "Z85 that is none is written")
    }
  }

  /// Logs, read in pieces as they lie on a disk, and what a run came to by them.
  static let runLog = FuzzTarget("run-log") {
    [
      [8]
        + Array(
          """
          {"time":1.5,"event":"listening","generation":1,"version":0,"endpoint":"ipc://a","settings":["a"]}
          {"time":2,"event":"worker_joined","session":1,"worker":"w","host":"h","blas_kernel":"k"}
          {"time":2,"event":"started","step":0,"total_steps":10,"steps_per_epoch":5,"workers":1}
          {"time":3,"event":"step","step":1,"epoch":1,"loss":0.5,"samples":64,"seconds":0.01,"workers":1,"learning_rate":0.1,"sent_bytes":9,"received_bytes":9,"staleness":2}
          {"time":4,"event":"evaluation","step":1,"epoch":1,"loss":0.5,"accuracy":0.9,"seconds":1}
          {"time":4,"event":"clock","session":1,"offset_seconds":-2,"round_trip_seconds":1e-5}
          {"time":4,"event":"speculated","session":1,"worker":"w","units":2,"seconds":0.1}
          {"time":5,"event":"checkpoint","step":1}

          """.utf8),
      [255]
        + Array(
          """
          {"time":1,"event":"listening","format":1,"generation":2,"version":1,"endpoint":"e","settings":[]}
          {"time":2,"event":"started","version":1,"total_steps":10,"steps_per_epoch":5,"workers":1}
          {"time":3,"event":"step","version":2,"step":2,"epoch":1,"loss":0.5,"learning_rate":0.1,"samples":64,"seconds":0.01,"workers":1,"sent_bytes":9,"received_bytes":9}
          {"time":4,"event":"waiting","for":"w","seconds":3.0,"wait":"units","units":3,"work":"step","step":4,"workers":["w"],"more_workers":2}
          {"time":4,"event":"turned_away","address":"a","public_key":"k"}
          {"time":4,"event":"keys_changed","keys":1,"added":["a"],"removed":[],"problem":"p"}
          {"time":4,"event":"duplicate_push","session":1,"step":1,"node":"2.1"}
          {"time":4,"event":"repeated","what":"refusals","count":2}
          {"time":4,"event":"stray_message","reason_code":"other_job","reason":"r","count":1}
          {"time":4,"event":"bad_frame","mistake":"truncated","reason":"r","count":1}
          {"time":5,"event":"summary","used_units":5,"speculated_units":1,"wasted_units":1,"staleness_histogram":[1,2],"staleness_max":3}
          {"time":5,"event":"resources","cpu_seconds":2,"peak_memory_bytes":100}
          {"time":6,"event":"worker_left","session":1,"worker":"w","reason":"lost","reassigned_units":2}
          {"time":6,"event":"discarded","bad_frames":9223372036854775807,"stray_messages":1}
          {"time":6,"event":"step_skipped","step":3,"worker":"w"}
          {"time":6,"event":"waiting","for":"w"}
          {"time":7,"event":"ended","outcome":"finished","reason":"r"}
          {"time":7,"ev
          """.utf8),
    ]
  } run: { bytes in
    var choices = Choices(bytes)
    let chunk = 1 + choices.below(256)
    // An entry that was read is one that can be written.
    func look(_ entry: RunLogEntry) {
      if case .unknown = entry.event { return }
      if case .worded = entry.event { return }
      let again = (try? JSON.parse(entry.line)).flatMap { RunLogEntry(json: $0) }
      check(again?.event.kind == entry.event.kind, "an entry is lost when it is written")
    }
    var whole = RunRecord()
    var pieces = RunRecord()
    let rest = Array(choices.rest)
    rest.withUnsafeBytes { bytes in
      var reading = RunLogReading()
      reading.read(bytes) {
        look($0)
        whole.add($0)
      }
      reading.finish { whole.add($0) }
      whole.finish()
      var piecewise = RunLogReading()
      for start in stride(from: 0, to: bytes.count, by: chunk) {
        piecewise.read(
          UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + chunk, bytes.count)])
        ) { pieces.add($0) }
      }
      piecewise.finish { pieces.add($0) }
      pieces.finish()
      check(reading.lines == piecewise.lines, "lines depend on how a log is read")
      check(
        reading.unreadable?.count == piecewise.unreadable?.count,
        "unreadable lines depend on how a log is read")
    }
    check(whole.start == pieces.start, "a run depends on how its log is read")
  }

  /// Apply logs: what is read is what is written again.
  static let appliedLog = FuzzTarget("applied-log") {
    texts(
      """
      {"generation":1,"resumed_at":0}
      {"version":1,"read":0,"step":0,"session":1,"micro_batches":"0-3,6-7"}
      {"version":2,"read":0,"step":1,"session":2,"micro_batches":"0-7"}
      {"generation":2,"resumed_at":1}
      {"version":2,"read":1,"step":1,"session":1,"micro_batches":"5"}

      """)
  } run: { bytes in
    guard let updates = try? bytes.withUnsafeBytes({ try AppliedLog.read($0) }) else { return }
    var written: [UInt8] = []
    AppliedLogLine.start(generation: 1, version: 0).encode(to: &written)
    for update in updates { AppliedLogLine.update(update).encode(to: &written) }
    let again = try? written.withUnsafeBytes { try AppliedLog.read($0) }
    check(again == updates, "updates change when they are written")
  }

  /// Hosts of a launch.
  static let hostfile = FuzzTarget("hostfile") {
    texts("# c\nh1 slots=2\r\n\tuser@h2\t slots=4 # d\n10.0.0.7\n", "h1:2,u@h2", "n[01-03,7],gpu1")
  } run: { bytes in
    if let text = try? TextDecoding.text(bytes), let hosts = try? Hostfile.parse(text, path: "f") {
      let written = hosts.map { "\($0.address) slots=\($0.slots)\n" }.joined()
      check(
        (try? Hostfile.parse(written, path: "f")) == hosts, "hosts change when they are written")
      let list = hosts.map { "\($0.address):\($0.slots)" }.joined(separator: ",")
      check((try? HostList.parse(list)) == hosts, "hosts in a file and in a list differ")
    }
    _ = try? HostList.parse(String(decoding: bytes, as: UTF8.self))
  }

  /// The file that counts a run's servers.
  static let generation = FuzzTarget("generation") {
    texts("1\n", "4611686018427387904\n", "18446744073709551615\n", "+7\n", "007\n", "")
  } run: { bytes in
    guard let number = RunGeneration.number(in: bytes) else { return }
    check(Array("\(number)\n".utf8) == bytes, "a number that is written otherwise")
    check(number <= Limits.storedNumberMax, "a number beyond its range")
  }
}
