namespace SPAgent.Internal;

/// <summary>What a column of a table holds.</summary>
public enum TableType
{
    Text,
    Flag,

    /// <summary>A whole number of 64 bits.</summary>
    Whole,
    Picture,
    DataUri,
    Group,
    List,

    /// <summary>A number of 64 bits with a point.</summary>
    Number,

    /// <summary>A whole number of 64 bits without a sign.</summary>
    Natural,

    /// <summary>Bytes that are no picture; rows spell them in base64.</summary>
    Bytes,
}
