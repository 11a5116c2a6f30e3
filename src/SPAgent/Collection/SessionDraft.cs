namespace SPAgent;

/// <summary>A session while it grows: its samples in memory, encoded; its images in the folder that is being built.
/// Callers lock.</summary>
internal sealed class SessionDraft
{
    private readonly DataCollector _collector;
    private readonly SessionFolder _folder;
    private readonly SessionImages _images;
    private readonly List<byte[]> _samples = [];
    private readonly List<InferenceSample> _seen = [];
    private readonly string? _model;
    private CollectedSession _start;

    /// <summary>Begins a session and keeps its original images.</summary>
    /// <param name="collector">Whose session it is.</param>
    /// <param name="id">Its name.</param>
    /// <param name="question">The question.</param>
    /// <param name="images">Paths of its images.</param>
    /// <param name="model">The model's name; null for none.</param>
    /// <param name="replaces">Whether it takes the place of a saved session of that name.</param>
    /// <exception cref="IOException">A copy can't be written; nothing is left.</exception>
    public SessionDraft(DataCollector collector, string id, string question, string[] images, string? model,
        bool replaces = false)
    {
        (_collector, _model) = (collector, model);
        _folder = new SessionFolder(collector.Sessions.SessionsPath, id, replaces);
        _images = new SessionImages(_folder, collector.Vault, collector.Time);
        _start = new CollectedSession
        {
            SessionId = id,
            Question = question,
            OriginalImages = images,
            Success = true,
            StartTime = collector.Now,
            NumIterations = 0,
            Samples = [],
            Metadata = SessionFields.EmptyObject,
            SourceKey = QuestionIdentity.Of(question, [.. KeepAll(images)], model),
            Folder = _folder.Final,
        };
    }

    /// <summary>Id, question, images, source key and folder.</summary>
    public CollectedSession Start => _start;

    public int SampleCount => _samples.Count;

    /// <summary>Whether the folder has its final name, which no failure can take back.</summary>
    public bool IsPublished => !Directory.Exists(_folder.Temporary) && Directory.Exists(_folder.Final);

    /// <summary>Sets what the session's beginning was, where it lies further back.</summary>
    public void Begin(DateTime start, IReadOnlyList<string> images, string sourceKey) =>
        _start = _start with { StartTime = start, OriginalImages = images, SourceKey = sourceKey };

    /// <summary>Completes a sample with what the session knows, keeps its images and encodes it.</summary>
    public void Add(InferenceSample sample, ReadOnlySpan<byte> context, ReadOnlySpan<byte> usage)
    {
        List<string?> copies =
            [.. sample.Images.Select(image => _images.Keep(image) is { } name
                ? SessionLayout.SavedImage(_start.SessionId, name) : null)];
        InferenceSample whole = sample with
        {
            SampleId = $"{_start.SessionId}_iter_{sample.Iteration}",
            Timestamp = sample.Timestamp ?? _collector.Now,
            SavedImages = _collector.SaveImages ? copies : [],
        };
        _samples.Add(SessionJson.Sample(whole, context, usage));
        // Only a rule of success looks at them again.
        if (_collector.Success is not null)
            _seen.Add(whole with { Context = context.IsEmpty ? default : JsonText.Parse(context.ToArray()) });
    }

    /// <summary>Keeps a picture under a name; the path by which samples name it.</summary>
    public string AddImage(string name, ReadOnlySpan<byte> content) => _images.Keep(
        name, content, kept =>
            Path.Combine(_collector.Path, SessionLayout.Sessions, _start.SessionId, SessionLayout.Images, kept));

    /// <summary>Writes everything under the temporary name.</summary>
    public PendingWrite Write(string? answer, object? metadata, bool success)
    {
        using var json = new PooledBuffer(_samples.Sum(sample => sample.Length + (sample.Length / 8)) + 2048);
        SessionJson.Session(json, _start with
        {
            Success = success,
            FinalAnswer = answer,
            EndTime = _collector.Now,
            NumIterations = _samples.Count,
            Metadata = SessionJson.Metadata(metadata, _model, _start.SourceKey!),
        }, _samples);
        List<string> written = _folder.Write(_samples, json.Written.Span);
        string[] images = [.. _images.Files];
        return new PendingWrite
        {
            Contents = images.Length > 0 ? [.. images, _folder.Images, .. written] : written,
            Publish = Publish,
            Parents = _collector.Vault is { } vault ? [_collector.Sessions.SessionsPath, vault.Folder]
                : [_collector.Sessions.SessionsPath],
        };
    }

    /// <summary>The session as a rule of success sees it.</summary>
    public CollectedSession Seen(string? answer) => _start with
    {
        FinalAnswer = answer,
        EndTime = _collector.Now,
        NumIterations = _seen.Count,
        Samples = [.. _seen],
    };

    /// <summary>The line that stays of a session that failed.</summary>
    public FailedSession AsFailure(string reason, bool transient = false) =>
        new()
        {
            SessionId = _start.SessionId,
            SourceKey = _start.SourceKey,
            Reason = reason,
            Time = _collector.Now,
            IsTransient = transient
        };

    public void Discard() => _folder.Discard();

    private void Publish()
    {
        _images.AdoptAll();
        _folder.Publish();
    }

    private IEnumerable<string> KeepAll(string[] images)
    {
        try
        {
            return [.. images.Select(_images.KeepOriginal)];
        }
        catch
        {
            Discard();
            throw;
        }
    }
}
