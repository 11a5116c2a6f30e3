namespace SPAgent;

/// <summary>How pictures come along. Observations of traces are no files yet and always written; the openai format
/// holds its pictures itself.</summary>
public enum ImageHandling
{
    /// <summary>Copied beside the rows, named by their content: the same picture is there once.</summary>
    Copy,

    /// <summary>As <see cref="Copy"/>, by hard link where the file system allows it.</summary>
    Link,

    /// <summary>Left where they are; rows name the path from the output to them.</summary>
    Reference,
}
