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
}
