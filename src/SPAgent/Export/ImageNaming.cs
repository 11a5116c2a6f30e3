namespace SPAgent;

/// <summary>Which name of a session's picture is exported where pictures are referenced.</summary>
public enum ImageNaming
{
    /// <summary>The copy that the collection keeps; where it keeps none, the name that the caller gave.</summary>
    Saved,

    /// <summary>The name that the caller gave, untouched and unchecked.</summary>
    Original,
}
