namespace SPAgent;

/// <summary>What is exported, item by item: sessions or traces.</summary>
internal interface IExportSource
{
    /// <summary>The folder, for the card.</summary>
    string Location { get; }

    /// <summary>What the items are, such as <c>sessions</c>.</summary>
    string Items { get; }

    /// <summary>How it was made, for the card: names and values.</summary>
    IEnumerable<KeyValuePair<string, string>> Origin() => [];

    /// <summary>The filters that its items passed before, in words.</summary>
    IEnumerable<string> Filters { get; }

    /// <summary>How many items are read in one go: many where one is quickly read, to save the change of
    /// threads.</summary>
    int Batch { get; }

    /// <summary>Names of the items in the order of export.</summary>
    IEnumerable<string> Names();

    /// <summary>Reads one item. What is wrong with it is a refusal in the result; safe to call from several
    /// threads.</summary>
    Task<ExportItem> ReadAsync(string name, CancellationToken cancellationToken);
}
