using System.Text.Json;

namespace SPAgent;

/// <summary>Sessions as rows, one for each sample. Texts stay as the file spells them, so that a prompt is copied and
/// not decoded.</summary>
internal sealed class SessionSource(SessionStore sessions, ExportOptions options) : IExportSource
{
    private const int LargestFile = 256 << 20;

    public string Location => sessions.Path;

    public string Items => "sessions";

    public IEnumerable<string> Filters => sessions.Filters.Select(filter => filter.ToString());

    public int Batch => 16;

    private readonly ExportLabels _labels = new(sessions.Labels(), options);

    public IEnumerable<string> Names() => sessions.AllSessionIds().Order(StringComparer.Ordinal);

    public Task<ExportItem> ReadAsync(string name, CancellationToken cancellationToken)
    {
        Memory memory = new();
        try
        {
            string folder = sessions.FolderOf(name);
            memory.File = RentedFile.Read(Path.Combine(folder, SessionLayout.Metadata), LargestFile);
            memory.Texts = LongTexts.Parse(memory.File.Bytes);
            ExportItem item = new(memory);
            SessionExportRows rows = new(folder, name, memory.Texts, options)
            {
                IsTaken = sessions.Takes(name),
                IsDropped = _labels.IsDropped(name),
                BetterAnswer = _labels.AnswerOf(name),
            };
            rows.AddTo(item);
            return Task.FromResult(item);
        }
        catch (Exception problem)
            when (problem is JsonException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            memory.Dispose();
            ExportItem item = new();
            bool asked = RowFacts.NoteIds(options, [name]);
            if (!asked || !sessions.Takes(name)) item.Filtered++;
            else
                item.Refusals.Add(new(name, null, problem is JsonException
                    ? $"{SessionLayout.Metadata} is torn, or no JSON: {problem.Message}" : problem.Message));
            return Task.FromResult(item);
        }
    }

    // What the rows of a session refer to.
    private sealed class Memory : IDisposable
    {
        public RentedFile File { get; set; }

        public LongTexts? Texts { get; set; }

        public void Dispose()
        {
            Texts?.Dispose();
            File.Dispose();
        }
    }
}
