import Glibc

// The fuzzer's own loop (libFuzzer), called instead of its `main`.
@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// What is fuzzed in this process.
enum Chosen {
  nonisolated(unsafe) static var target = FuzzTarget.json
}

/// Reads what lies behind an array, which ends the process where the address sanitizer is at work.
func overrun() -> UInt8 {
  let bytes = [UInt8](repeating: 1, count: CommandLine.arguments.count)
  return bytes.withUnsafeBufferPointer { $0.baseAddress.map { $0[bytes.count] } ?? 0 }
}

/// `fuzz list` names the targets, `fuzz seeds TARGET DIR` writes a target's first inputs to a folder,
/// `fuzz run TARGET …` fuzzes it with the options of libFuzzer; `fuzz overrun` makes a mistake that the
/// address sanitizer must find.
func run() -> Int32 {
  let arguments = CommandLine.arguments
  if arguments.count == 2, arguments[1] == "list" {
    for target in FuzzTarget.all { print(target.name) }
    return 0
  }
  if arguments.count == 2, arguments[1] == "overrun" {
    print("the address sanitizer has not found a read behind an array, of \(overrun())")
    return 0
  }
  guard arguments.count >= 3,
    let target = FuzzTarget.all.first(where: { $0.name == arguments[2] })
  else {
    print(
      "usage: fuzz list | fuzz overrun | fuzz seeds TARGET DIR | "
        + "fuzz run TARGET [libFuzzer's options]")
    return 2
  }
  if arguments[1] == "seeds", arguments.count == 4 {
    for (index, seed) in target.seeds().enumerated() {
      guard let file = fopen("\(arguments[3])/seed-\(index)", "w") else { return 1 }
      fwrite(seed, 1, seed.count, file)
      fclose(file)
    }
    return 0
  }
  Chosen.target = target
  var count = Int32(arguments.count - 2)
  // The fuzzer keeps what it is given for as long as it runs.
  let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
    capacity: arguments.count)
  list[0] = strdup(arguments[0])
  for (index, argument) in arguments[3...].enumerated() { list[index + 1] = strdup(argument) }
  list[Int(count)] = nil
  var arrays = list
  return runFuzzer(&count, &arrays) { bytes, count in
    Chosen.target.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
  }
}

exit(run())
