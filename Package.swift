// swift-tools-version: 6.2
import PackageDescription

/// Numeric code is compiled without `errno` for mathematical functions (a square root then
/// vectorises). `LOCKSTEP_CPU=x86-64-v3` in the environment, which `scripts/build` sets where the
/// processor has AVX2, makes the compiler emit AVX2; such a binary checks the processor when it
/// starts. Neither changes a bit of any result: Swift never contracts a product and a sum.
let processor = Context.environment["LOCKSTEP_CPU"]
let common: [SwiftSetting] = [.treatAllWarnings(as: .error)]
let numeric: [SwiftSetting] =
  common + [.unsafeFlags(["-Xcc", "-fno-math-errno"])]
  + (processor.map { [.unsafeFlags(["-Xcc", "-march=\($0)"])] } ?? [])
/// `scripts/fuzz` sets this: the program that it builds is of use to nothing else.
let isFuzzed = Context.environment["LOCKSTEP_FUZZ"] != nil
let platform: [SwiftSetting] =
  common + (processor == nil ? [] : [.define("REQUIRES_AVX2")])

/// What libFuzzer runs on every format that is read from files and connections.
let fuzzing = Target.executableTarget(
  name: "fuzz",
  dependencies: [
    "Coordination", "Hashing", "Jobs", "Learning", "Reports", "RunLog", "Storage", "Text", "Wire",
    "ZMTP", "ZMTPPeers",
  ],
  path: "Tests/Fuzzing", swiftSettings: common)

/// A target depends on targets that stand before it, and imports nothing else (the README's map has a
/// line on each).
let package = Package(
  name: "Lockstep",
  products: [
    .executable(name: "ps", targets: ["ps"]),
    .executable(name: "worker", targets: ["worker"]),
  ],
  targets: [
    // 1. System libraries; the protocol and the command line, which import nothing.
    // (libzmq's pkg-config file names a flag that the package manager refuses; its header and
    // library are where every compiler looks.)
    .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
    .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
    .systemLibrary(name: "CSodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "CEpoll"),
    .target(name: "Coordination", swiftSettings: common),
    .target(name: "CommandLineParsing", swiftSettings: common),
    .target(name: "Text", swiftSettings: common),
    // 2. Arithmetic, and every byte format.
    .target(name: "Tensors", dependencies: ["COpenBLAS"], swiftSettings: numeric),
    .target(name: "ZMTP", dependencies: ["Coordination", "CSodium"], swiftSettings: common),
    .target(name: "Hashing", dependencies: ["CXXHash"], swiftSettings: numeric),
    .target(name: "Wire", dependencies: ["Coordination", "Hashing"], swiftSettings: numeric),
    .target(
      name: "Storage", dependencies: ["Coordination", "Hashing", "Text"], swiftSettings: numeric),
    // 3. The sentences of reasons, waits and outcomes and a trace's lines; what is learned, how θ moves,
    // and all system calls.
    .target(
      name: "Rendering", dependencies: ["Coordination", "Text"], swiftSettings: common),
    .target(name: "Learning", dependencies: ["Tensors", "Text"], swiftSettings: numeric),
    .target(name: "Optimizers", dependencies: ["Tensors"], swiftSettings: numeric),
    .target(
      name: "Platform",
      dependencies: [
        "CEpoll", "CLinux", "CZlib", "Coordination", "Storage", "Tensors", "Text", "Wire", "ZMTP",
      ],
      swiftSettings: platform),
    // 4. The two shells, and the job that describes a run.
    .target(
      name: "ParameterServer",
      dependencies: [
        "Coordination", "Optimizers", "Rendering", "Storage", "Tensors", "Text", "Wire",
      ],
      swiftSettings: common),
    .target(
      name: "TrainingWorker", dependencies: ["Wire", "Coordination", "Learning", "Tensors"],
      swiftSettings: common),
    .target(
      name: "Jobs",
      dependencies: [
        "CommandLineParsing", "Coordination", "Hashing", "Learning", "Optimizers", "Storage",
        "Tensors", "Text",
      ],
      // In debug builds, exact conversions from Double to integers call libm's rounding functions.
      swiftSettings: common, linkerSettings: [.linkedLibrary("m")]),
    // What a run writes down as it goes: each event's line, written and read.
    .target(
      name: "RunLog", dependencies: ["Coordination", "Rendering", "Text"],
      swiftSettings: common),
    // What a run, and a series of runs, comes to, on a page.
    .target(
      name: "Reports", dependencies: ["Coordination", "Rendering", "RunLog", "Tensors", "Text"],
      swiftSettings: common,
      linkerSettings: [.linkedLibrary("m")]),
    // 5. A run computed again; both shells in one process, and measurements of them.
    .target(
      name: "Replay",
      dependencies: [
        "ParameterServer", "TrainingWorker", "Jobs", "Learning", "Optimizers", "Tensors",
        "Coordination",
      ],
      swiftSettings: common),
    .target(
      name: "Simulation",
      dependencies: [
        "Coordination", "Hashing", "Learning", "Optimizers", "ParameterServer", "Rendering",
        "Storage", "Tensors", "Text", "TrainingWorker", "Wire",
      ],
      swiftSettings: common),
    .target(
      name: "Benchmarking",
      dependencies: [
        "Coordination", "Hashing", "Jobs", "Learning", "Optimizers", "ParameterServer", "Platform",
        "Rendering", "Replay", "Reports", "Storage", "Tensors", "Text", "TrainingWorker", "Wire",
      ],
      swiftSettings: numeric),
    // 6. Argument parsing and wiring.
    .executableTarget(
      name: "ps",
      dependencies: [
        "Benchmarking", "CommandLineParsing", "Coordination", "Hashing", "Jobs", "Learning",
        "ParameterServer", "Platform", "Replay", "Reports", "RunLog", "Simulation", "Storage",
        "Tensors", "Text", "TrainingWorker", "Wire",
      ],
      swiftSettings: common),
    .executableTarget(
      name: "worker",
      dependencies: [
        "TrainingWorker", "Jobs", "Platform", "CommandLineParsing", "Coordination", "Learning",
        "Rendering", "Tensors",
      ],
      swiftSettings: common),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors"], swiftSettings: common),
    .testTarget(
      name: "CoordinationTests", dependencies: ["Coordination", "Rendering"],
      exclude: ["Traces/Coordinator", "Traces/WorkerSession"], swiftSettings: common),
    // What a terminal does with what is written to it.
    .target(
      name: "TerminalEmulation", path: "Tests/TerminalEmulation", swiftSettings: common),
    .testTarget(
      name: "WireTests",
      dependencies: ["Coordination", "Hashing", "Storage", "TerminalEmulation", "Text", "Wire"],
      swiftSettings: common),
    .testTarget(
      name: "RenderingTests", dependencies: ["Rendering"], swiftSettings: common),
    .testTarget(
      name: "ParameterServerTests", dependencies: ["Coordination", "ParameterServer"],
      swiftSettings: common),
    .testTarget(
      name: "PlatformTests", dependencies: ["Platform", "Coordination", "Wire"],
      swiftSettings: common),
    // The other end of a connection, written down from ZMTP's documents.
    .target(
      name: "ZMTPPeers", dependencies: ["ZMTP", "CSodium"], path: "Tests/ZMTPPeers",
      swiftSettings: common),
    .testTarget(
      name: "ZMTPTests", dependencies: ["ZMTP", "ZMTPPeers"],
      swiftSettings: common),
    .testTarget(
      name: "LearningTests", dependencies: ["Learning", "Tensors"], swiftSettings: common),
    .testTarget(
      name: "OptimizersTests", dependencies: ["Optimizers", "Tensors"], swiftSettings: common),
    .testTarget(
      name: "ReferenceTests", dependencies: ["Learning", "Optimizers", "Tensors"],
      exclude: [
        "make_reference.py", "reference.json", "Metrics/make_metrics.py", "Metrics/metrics.json",
      ], swiftSettings: common),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "CZeroMQ", "Coordination", "Hashing", "Learning", "Optimizers", "Storage", "Tensors",
        "TerminalEmulation", "Text", "Wire", "ps", "worker",
      ],
      exclude: ["Trust/stranger.py"], swiftSettings: common),
    .testTarget(
      name: "SimulationTests",
      dependencies: [
        "Coordination", "Hashing", "Learning", "Optimizers", "ParameterServer", "Replay",
        "Simulation", "Storage", "Tensors", "Text", "TrainingWorker", "Wire",
      ],
      swiftSettings: common),
    .testTarget(
      name: "ReplayTests",
      dependencies: [
        "Replay", "ParameterServer", "TrainingWorker", "Optimizers", "Tensors", "Coordination",
      ],
      swiftSettings: common),
    .testTarget(
      name: "JobsTests",
      dependencies: [
        "CommandLineParsing", "Coordination", "Hashing", "Jobs", "Learning", "Optimizers",
        "Storage", "Tensors", "Text",
      ],
      swiftSettings: common),
    .testTarget(
      name: "RunLogTests", dependencies: ["Coordination", "RunLog", "Text"], swiftSettings: common),
    .testTarget(
      name: "ReportsTests", dependencies: ["Coordination", "Reports", "RunLog", "Tensors", "Text"],
      swiftSettings: common),
    .testTarget(
      name: "BenchmarkingTests", dependencies: ["Benchmarking", "Coordination", "Jobs"],
      swiftSettings: common),
    // In one program with all other tests, whose malloc it becomes.
    .target(
      name: "AllocationCounting", path: "Tests/AllocationCounting",
      cSettings: [.treatAllWarnings(as: .error)]),
    .testTarget(
      name: "SteadyStepTests",
      dependencies: [
        "AllocationCounting", "Coordination", "Learning", "Optimizers", "ParameterServer",
        "Platform", "Storage", "Tensors", "TrainingWorker",
      ],
      swiftSettings: common),
    .testTarget(
      name: "workerTests",
      dependencies: [
        "worker", "Coordination", "Learning", "Platform", "TrainingWorker",
      ],
      swiftSettings: common),
    .testTarget(
      name: "psTests",
      dependencies: [
        "CommandLineParsing", "Coordination", "Jobs", "Platform", "RunLog", "Text", "ps",
      ],
      swiftSettings: common),
    .testTarget(
      name: "CommandLineParsingTests", dependencies: ["CommandLineParsing"], swiftSettings: common),
  ] + (isFuzzed ? [fuzzing] : [])
)
