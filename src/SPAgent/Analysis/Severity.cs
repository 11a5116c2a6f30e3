namespace SPAgent;

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nothing need be done.</summary>
    Information,

    /// <summary>Likely to harm what is trained on it.</summary>
    Warning,

    /// <summary>Broken: it can't be read, or says something that is not so.</summary>
    Error,
}
