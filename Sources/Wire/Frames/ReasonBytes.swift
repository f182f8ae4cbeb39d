import Coordination

// Reasons in frames: a byte that says which one, and what there is to say of it. 0 is for the words of
// another program; a number that is not here makes the frame a bad one.

extension ByteWriter {
  mutating func write(_ reason: RefusalReason) {
    switch reason {
    case .other(let words):
      write(UInt8(0), words)
    case .kernel(let worker, let run):
      write(UInt8(1))
      write(worker, maximum: Limits.kernelBytesMax)
      write(run, maximum: Limits.kernelBytesMax)
    case .data(let part, let worker, let server):
      write(UInt8(2))
      write(part.rawValue)
      write(worker)
      write(server)
    case .noKey:
      write(UInt8(3))
    case .unauthorized(let key):
      write(UInt8(4), key)
    case .keyRevoked(let key):
      write(UInt8(5), key)
    case .full(let workers):
      write(UInt8(6))
      write(UInt32(clamping: workers))
    }
  }

  mutating func write(_ reason: GoodbyeReason) {
    switch reason {
    case .other(let words): write(UInt8(0), words)
    case .runOver: write(UInt8(1))
    case .impossibleWork: write(UInt8(2))
    case .stopping(let reason):
      write(UInt8(3))
      write(reason)
    }
  }

  mutating func write(_ reason: UnableReason) {
    switch reason {
    case .other(let words): write(UInt8(0), words)
    case .data: write(UInt8(1))
    case .memory: write(UInt8(2))
    case .microBatches(let welcome, let job):
      write(UInt8(3))
      write(UInt32(clamping: welcome))
      write(UInt32(clamping: job))
    case .stopping(let reason):
      write(UInt8(4))
      write(reason)
    case .unspecified: write(UInt8(5))
    }
  }

  mutating func write(_ reason: StopReason) {
    switch reason {
    case .worded(let words): write(UInt8(0), words)
    case .interrupted: write(UInt8(1))
    case .terminated: write(UInt8(2))
    case .hungUp: write(UInt8(3))
    case .processorTime: write(UInt8(4))
    case .signal(let number):
      write(UInt8(5))
      write(UInt32(bitPattern: number))
    case .parentEnded: write(UInt8(6))
    case .launcherEnded: write(UInt8(7))
    }
  }

  /// A byte for how the run ended, 0 where that is not decided, and one for why.
  mutating func write(_ outcome: RunOutcome?) {
    switch outcome {
    case nil:
      write(UInt8(0))
    case .completed(let completion):
      write(UInt8(1))
      write(completion)
    case .interrupted(let reason):
      write(UInt8(2))
      write(reason)
    case .failed(let failure):
      write(UInt8(3))
      write(failure)
    }
  }

  private mutating func write(_ completion: RunOutcome.Completion) {
    switch completion {
    case .worded(let words):
      write(UInt8(0), words)
    case .allSteps(let count):
      write(UInt8(1))
      write(count)
    case .noSteps:
      write(UInt8(2))
    case .accuracy(let value, let target):
      write(UInt8(3))
      write(value)
      write(target)
    case .loss(let value, let target):
      write(UInt8(4))
      write(value)
      write(target)
    case .patience(let epochs, let best):
      write(UInt8(5))
      write(epochs)
      write(best.version)
      write(best.loss)
    }
  }

  private mutating func write(_ failure: RunOutcome.Failure) {
    switch failure {
    case .worded(let words):
      write(UInt8(0), words)
    case .data(let reason):
      write(UInt8(1), reason)
    case .lastCheckpoint(let version, let reason):
      write(UInt8(2))
      write(version)
      write(reason, maximum: Limits.textBytesMax)
    case .loss(let loss, let step, let epoch):
      write(UInt8(3))
      write(loss, step, epoch)
    case .gradient(let worker, let step, let epoch):
      write(UInt8(4))
      write(worker, maximum: Limits.nameBytesMax)
      write(step)
      write(epoch)
    case .update(let step, let epoch):
      write(UInt8(5))
      write(step)
      write(epoch)
    case .validation(let loss, let step, let epoch):
      write(UInt8(6))
      write(loss, step, epoch)
    }
  }

  private mutating func write(_ loss: NonFiniteNumber, _ step: UInt64, _ epoch: UInt64) {
    let code: UInt8 =
      switch loss {
      case .nan: 0
      case .infinity: 1
      case .negativeInfinity: 2
      }
    write(code)
    write(step)
    write(epoch)
  }

  private mutating func write(_ code: UInt8, _ words: String) {
    write(code)
    write(words, maximum: Limits.textBytesMax)
  }
}

extension ByteReader {
  mutating func readRefusal() throws(FrameError) -> RefusalReason {
    switch try read(UInt8.self) {
    case 0: return .other(try readWords())
    case 1:
      let worker = try readText(maximum: Limits.kernelBytesMax)
      return .kernel(worker: worker, run: try readText(maximum: Limits.kernelBytesMax))
    case 2:
      let number = try read(UInt8.self)
      guard let part = RefusalReason.DataPart(rawValue: number) else {
        throw .outOfRange("the part of the data \(number)")
      }
      let worker = try read(UInt64.self)
      return .data(part, worker: worker, server: try read(UInt64.self))
    case 3: return .noKey
    case 4: return .unauthorized(key: try readWords())
    case 5: return .keyRevoked(try readWords())
    case 6: return .full(workers: Int(try read(UInt32.self)))
    case let code: throw Self.unknown(code)
    }
  }

  mutating func readGoodbye() throws(FrameError) -> GoodbyeReason {
    switch try read(UInt8.self) {
    case 0: return .other(try readWords())
    case 1: return .runOver
    case 2: return .impossibleWork
    case 3: return .stopping(try readStop())
    case let code: throw Self.unknown(code)
    }
  }

  mutating func readInability() throws(FrameError) -> UnableReason {
    switch try read(UInt8.self) {
    case 0: return .other(try readWords())
    case 1: return .data
    case 2: return .memory
    case 3:
      let welcome = Int(try read(UInt32.self))
      return .microBatches(welcome: welcome, job: Int(try read(UInt32.self)))
    case 4: return .stopping(try readStop())
    case 5: return .unspecified
    case let code: throw Self.unknown(code)
    }
  }

  private mutating func readStop() throws(FrameError) -> StopReason {
    switch try read(UInt8.self) {
    case 0: return .worded(try readWords())
    case 1: return .interrupted
    case 2: return .terminated
    case 3: return .hungUp
    case 4: return .processorTime
    case 5: return .signal(Int32(bitPattern: try read(UInt32.self)))
    case 6: return .parentEnded
    case 7: return .launcherEnded
    case let code: throw Self.unknown(code)
    }
  }

  mutating func readOutcome() throws(FrameError) -> RunOutcome? {
    switch try read(UInt8.self) {
    case 0: return nil
    case 1: return .completed(try readCompletion())
    case 2: return .interrupted(try readStop())
    case 3: return .failed(try readFailure())
    case let code: throw Self.unknown(code)
    }
  }

  private mutating func readCompletion() throws(FrameError) -> RunOutcome.Completion {
    switch try read(UInt8.self) {
    case 0: return .worded(try readWords())
    case 1: return .allSteps(try read(UInt64.self))
    case 2: return .noSteps
    case 3:
      let value = try readDouble()
      return .accuracy(value, target: try readDouble())
    case 4:
      let value = try readDouble()
      return .loss(value, target: try readDouble())
    case 5:
      let epochs = try read(UInt64.self)
      let version = try read(UInt64.self)
      return .patience(epochs: epochs, best: .init(version: version, loss: try readDouble()))
    case let code: throw Self.unknown(code)
    }
  }

  private mutating func readFailure() throws(FrameError) -> RunOutcome.Failure {
    switch try read(UInt8.self) {
    case 0: return .worded(try readWords())
    case 1: return .data(try readWords())
    case 2:
      let version = try read(UInt64.self)
      return .lastCheckpoint(version: version, try readWords())
    case 3:
      let loss = try readNonFinite()
      let step = try read(UInt64.self)
      return .loss(loss, step: step, epoch: try read(UInt64.self))
    case 4:
      let worker = try readText(maximum: Limits.nameBytesMax)
      let step = try read(UInt64.self)
      return .gradient(worker: worker, step: step, epoch: try read(UInt64.self))
    case 5:
      let step = try read(UInt64.self)
      return .update(step: step, epoch: try read(UInt64.self))
    case 6:
      let loss = try readNonFinite()
      let step = try read(UInt64.self)
      return .validation(loss, step: step, epoch: try read(UInt64.self))
    case let code: throw Self.unknown(code)
    }
  }

  private mutating func readNonFinite() throws(FrameError) -> NonFiniteNumber {
    switch try read(UInt8.self) {
    case 0: return .nan
    case 1: return .infinity
    case 2: return .negativeInfinity
    case let code: throw .outOfRange("the kind of number \(code)")
    }
  }

  private mutating func readWords() throws(FrameError) -> String {
    try readText(maximum: Limits.textBytesMax)
  }

  private static func unknown(_ code: UInt8) -> FrameError { .outOfRange("the reason \(code)") }
}
