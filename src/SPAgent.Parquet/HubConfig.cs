namespace SPAgent;

/// <summary>A configuration that a README names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsDefault">Whether it is the one that is read without a name.</param>
/// <param name="DataFolder">The folder that its files lie in, relative; null for the whole.</param>
/// <param name="Splits">Split → patterns of its files; null where they are found by their names.</param>
internal sealed record HubConfig(
    string Name, bool IsDefault, string? DataFolder, OrderedDictionary<string, List<string>>? Splits);
