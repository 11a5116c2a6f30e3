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
}
