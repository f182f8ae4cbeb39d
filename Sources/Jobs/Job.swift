import Learning
import Optimizers

/// All that determines a training run.
///
/// `JobOption.all` has one entry for each of these, from which flags, variables, JSON, help and
/// comparison are made; only `preparation` is nothing that anyone gives.
public struct Job: Equatable, Sendable {
  /// What to train on.
  public var data = DataSpecification(.digits)
  /// What to evaluate on.
  public var validation = ValidationSource.automatic

  /// What makes features and classes of the data; nil where it is made from the training data. A run
  /// that goes on with other data keeps what its model has learned by.
  public var preparation: DataPreparation?

  /// What is learned.
  public var task = Task.multiclass
  /// The layer sizes.
  public var model = ModelSizes.automatic
  /// The nonlinearity of hidden layers.
  public var activation = Activation.relu
  /// The nonlinearity of the last layer.
  public var outputActivation = Activation.identity
  /// Whether layers add a bias.
  public var hasBias = true
  /// Where the first θ comes from.
  public var initialWeights = InitialWeights.drawn
  /// How the first θ is drawn.
  public var initializer = Initializer.kaimingUniform

  /// What a multiclass classifier minimizes.
  public var loss = ClassificationLoss.crossEntropy
  /// How much the samples of each class weigh in training.
  public var classWeighting = ClassWeighting.none
  /// The probability with which a hidden unit is dropped in training.
  public var dropout: Float = 0
  /// The penalty λΩ.
  public var regularizer = Regularizer.none
  /// Whether λ∇Ω bypasses the learning rate and the optimizer.
  public var isDecoupled = false
  /// Whether λ∇Ω applies to biases.
  public var regularizesBiases = false
  /// Mean or sum over the batch.
  public var reduction = Reduction.mean

  /// The optimizer.
  public var optimizer = OptimizerName.adam
  /// μ of momentum and nesterov.
  public var momentum: Float = 0.9
  /// β₁ of adam and adamw.
  public var beta1: Float = 0.9
  /// β₂ of adam and adamw.
  public var beta2: Float = 0.999
  /// ε of adam and adamw.
  public var epsilon: Float = 1e-8
  /// w of adamw.
  public var weightDecay: Float = 0.01
  /// The greatest norm of a gradient; nil does not clip.
  public var clipNorm: Float?

  /// η, at the end of the warm-up.
  public var learningRate: Float = 1e-3
  /// How η develops.
  public var scheduleName = ScheduleName.constant
  /// Steps over which η rises to its value.
  public var warmupSteps = 0
  /// Steps between two decays of the step schedule.
  public var decayEvery = 1_000
  /// The factor of each decay of the step and exponential schedules.
  public var decayFactor: Float = 0.9
  /// Validations without a lower loss after which the plateau schedule reduces η.
  public var plateauPatience = 5
  /// Where the cosine schedule ends, and below which the plateau schedule does not go.
  public var finalLearningRate: Float = 0

  /// Samples of one step, over all workers.
  public var batch = 64
  /// Slices of a batch, the unit of work: part of what determines the bits of θ.
  public var microBatches = Self.microBatchesByDefault
  /// How long to train.
  public var length = RunLength.epochs(20)
  /// From which all randomness comes.
  public var seed: UInt64 = 1
  /// When θ moves.
  public var mode = ConsistencyMode.sync
  /// How many micro-batches a step of mode sync may leave out.
  public var drop = 0
  /// How many updates a gradient of mode bounded may not have seen.
  public var staleness = 8
  /// λ of the delay compensation of mode async.
  public var compensate: Float = 0
  /// Whether a step whose gradient is not finite is left out.
  public var skipsNonFinite = false
  /// The validation accuracy that ends the run.
  public var targetAccuracy: Float?
  /// The validation loss that ends the run.
  public var targetLoss: Float?

  /// The validations without a lower loss that end the run.
  public var patience: Int?

  /// When checkpoints are written.
  public var checkpointEvery = CheckpointInterval.epoch
  /// How many of the newest checkpoints are kept.
  public var checkpointsKept = 3

  /// How many micro-batches a job has that says nothing on it; a smaller batch has one a sample.
  static let microBatchesByDefault = 8

  /// The default job: the built-in digits, one hidden layer, Adam.
  public init() {}

  /// The epochs to train for; nil where the length is in steps. Setting nil changes nothing.
  public var epochs: Int? {
    get { if case .epochs(let count) = length { count } else { nil } }
    set { if let newValue { length = .epochs(newValue) } }
  }

  /// The steps to train for; nil where the length is in epochs. Setting nil changes nothing.
  public var steps: Int? {
    get { if case .steps(let count) = length { count } else { nil } }
    set { if let newValue { length = .steps(newValue) } }
  }
}
