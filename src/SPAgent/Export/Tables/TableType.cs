namespace SPAgent.Internal;

/// <summary>What a column of a table holds.</summary>
public enum TableType
{
    /// <summary>UTF-8.</summary>
    Text,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A whole number of 64 bits.</summary>
    Whole,

    /// <summary>{bytes, path}.</summary>
    Picture,

    /// <summary>A picture as text, a data URI.</summary>
    DataUri,

    /// <summary>Named members.</summary>
    Group,

    /// <summary>Items of one kind.</summary>
    List,

    /// <summary>A number of 64 bits with a point.</summary>
    Number,

    /// <summary>A whole number of 64 bits without a sign.</summary>
    Natural,

    /// <summary>Bytes that are no picture; rows spell them in base64.</summary>
    Bytes,
}
