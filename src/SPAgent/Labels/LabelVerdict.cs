namespace SPAgent;

/// <summary>What a person decided about a trace or a session.</summary>
public enum LabelVerdict
{
    /// <summary>Nothing; as a change: an earlier verdict is taken back.</summary>
    None,

    /// <summary>It is good to train on.</summary>
    Keep,

    /// <summary>It is left out.</summary>
    Drop,
}
