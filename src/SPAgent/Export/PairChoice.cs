namespace SPAgent;

/// <summary>Which traces of a row become pairs of a better and a worse one.</summary>
public enum PairChoice
{
    /// <summary>The best against the worst: at most one pair a row.</summary>
    Best,

    /// <summary>Each against each that is worse.</summary>
    All,

    /// <summary>In the order of their rewards, each against the next worse one.</summary>
    Adjacent,
}
