namespace SPAgent;

/// <summary>Which rows of a dataset are taken first.</summary>
public enum SamplingStrategy
{
    /// <summary>Drawn by seed: the same seed and dataset give the same rows, and more samples only add to
    /// them.</summary>
    Random,

    /// <summary>Highest value of the difficulty column first; rows without one last; ties by index.</summary>
    Hardest,

    /// <summary>Lowest value of the difficulty column first; rows without one last; ties by index.</summary>
    Easiest,

    /// <summary>As they lie in the dataset.</summary>
    Order,

    /// <summary>
    /// Drawn in rounds of 16 by what was learnt so far: most from those strata of the difficulty column whose mean
    /// reward is near one half. The draw is recorded in <c>draw.jsonl</c>, so that a run that was stopped goes on
    /// alike.
    /// </summary>
    Adaptive,
}
