namespace SPAgent;

/// <summary>How far a replayed picture is known to be the one that the model saw.</summary>
public enum ReplayVerdict
{
    /// <summary>Its hash equals the recorded one: the very pixels.</summary>
    Exact,

    /// <summary>The trace holds no hash to compare with.</summary>
    Unverified,

    /// <summary>It is another picture, or may be: <see cref="ReplayStep.Detail"/> says which and why.</summary>
    Mismatch,

    /// <summary>The call failed when it was made, so the picture stayed as it was.</summary>
    FailedCall,
}
