namespace SPAgent;

/// <summary>How large the rows of an export are, for what its trainer must be told.</summary>
/// <param name="MostPixels">Pixels of the largest picture.</param>
/// <param name="MostTokens">Tokens of the longest row as its server counted them; null where none did.</param>
/// <param name="HasTools">Whether rows have tools apart from their text.</param>
internal sealed record ExportSizes(long MostPixels, long? MostTokens, bool HasTools)
{
    /// <summary>What an option of the trainer must be at least; empty where nothing is known.</summary>
    public string Tokens(string option) => MostTokens is { } tokens
        ? $"; `{option}` of at least {tokens:N0} (the longest row, as its server counted)" : "";
}
