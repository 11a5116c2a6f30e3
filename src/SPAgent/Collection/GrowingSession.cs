using System.Globalization;

namespace SPAgent;

/// <summary>
/// A session that is saved after each answer, whole each time: what is on disk is as far as it went. One caller at a
/// time.
/// </summary>
internal sealed class GrowingSession
{
    private readonly DataCollector _collector;
    private readonly string? _model;
    private readonly DateTime _start;
    private readonly string _folder;
    private readonly List<(InferenceSample Sample, byte[] Context, byte[] Usage)> _samples = [];
    private readonly List<Picture> _pictures = [];
    private readonly List<Picture> _originals = [];

    /// <summary>Begins one; nothing is visible on disk before it is saved.</summary>
    /// <param name="collector">Whose session it is.</param>
    /// <param name="question">The question.</param>
    /// <param name="model">The model's name; null for none.</param>
    public GrowingSession(DataCollector collector, string question, string? model)
    {
        (_collector, Question, _model, _start) = (collector, question, model, collector.Now);
        Id = collector.NewName(_start);
        _folder = Path.Combine(collector.Path, SessionLayout.Sessions, Id, SessionLayout.Images);
    }

    public int SampleCount => _samples.Count;

    /// <summary>Whether it is on disk.</summary>
    public bool IsSaved { get; private set; }

    /// <summary>Keeps a picture.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="extension">Of its file, with the dot.</param>
    /// <param name="isOriginal">Whether the question is about it.</param>
    /// <returns>The path by which samples name it; the same for the same bytes.</returns>
    public string AddPicture(ReadOnlyMemory<byte> content, string extension, bool isOriginal)
    {
        using ImageBytes bytes = ImageBytes.Copy(content.Span);
        string key = bytes.Name;
        Picture? known = _pictures.Find(picture => picture.Key == key);
        if (known is null)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"image_{_pictures.Count + 1}{extension}");
            known = new Picture(name, Path.Combine(_folder, name), key) { Bytes = content };
            _pictures.Add(known);
        }

        if (isOriginal) _originals.Add(known);
        return known.Path;
    }

    /// <summary>Adds a call of the model.</summary>
    public void Add(InferenceSample sample, object context, object? usage)
    {
        List<string> asText = [];
        byte[] contextJson = LenientSerializer.Encode(context, "context", asText);
        byte[] usageJson = usage is null ? [] : LenientSerializer.Encode(usage, "usage", asText);
        _samples.Add((sample with
        {
            SampleId = $"{Id}_iter_{sample.Iteration}",
            Context = JsonText.Parse(contextJson),
            Timestamp = _collector.Now,
            StoredAsText = asText,
        }, contextJson, usageJson));
    }

    /// <summary>Saves the session as it is; the former state stays where this fails.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    public async Task SaveAsync(string answer, object metadata)
    {
        SessionDraft draft = new(_collector, Id, Question, [], _model, replaces: true);
        try
        {
            draft.Begin(_start, [.. _originals.Select(picture => picture.Path)], SourceKey);
            foreach (Picture picture in _pictures) draft.AddImage(picture.Name, Read(picture).Span);
            foreach ((InferenceSample sample, byte[] context, byte[] usage) in _samples)
                draft.Add(sample, context, usage);
            PendingWrite write = draft.Write(answer, metadata, success: true);
            if (_collector.Durable) await GroupCommit.Shared.CommitAsync(write).ConfigureAwait(false);
            else write.Publish!();
        }
        catch
        {
            draft.Discard();
            throw;
        }

        IsSaved = true;
        _collector.Saved(SourceKey);
        // From now on they are read from the copy.
        if (!_collector.SaveImages) return;
        foreach (Picture picture in _pictures) picture.Bytes = null;
    }

    /// <summary>Leaves a line among the failures.</summary>
    /// <exception cref="IOException">The line can't be written.</exception>
    public Task FailAsync(string reason) => _collector.FailedAsync(new FailedSession
    {
        SessionId = Id,
        SourceKey = SourceKey,
        Reason = reason,
        Time = _collector.Now,
    });

    /// <summary>The session as a rule of success sees it, before it is saved.</summary>
    public CollectedSession Seen(string answer) => new()
    {
        SessionId = Id,
        Question = Question,
        OriginalImages = [.. _originals.Select(picture => picture.Path)],
        Success = true,
        FinalAnswer = answer,
        StartTime = _start,
        EndTime = _collector.Now,
        NumIterations = _samples.Count,
        Samples = [.. _samples.Select(sample => sample.Sample)],
        Metadata = SessionFields.EmptyObject,
        SourceKey = SourceKey,
        Folder = Path.Combine(_collector.Sessions.SessionsPath, Id),
    };

    private string Id { get; }

    private string Question { get; }

    private string SourceKey =>
        QuestionIdentity.Of(Question, _originals.Select(picture => picture.Key), _model);

    private ReadOnlyMemory<byte> Read(Picture picture) => picture.Bytes
        ?? File.ReadAllBytes(Path.Combine(_collector.Sessions.SessionsPath, Id, SessionLayout.Images, picture.Name));

    private sealed class Picture(string name, string path, string key)
    {
        public string Name => name;

        public string Path => path;

        public string Key => key;

        public ReadOnlyMemory<byte>? Bytes { get; set; }
    }
}
