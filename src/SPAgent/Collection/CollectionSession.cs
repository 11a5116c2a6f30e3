namespace SPAgent;

/// <summary>
/// One question on its way to an answer. Samples are recorded as they happen; nothing is visible on disk before
/// <see cref="CompleteAsync"/>, and nothing but a line in the log after <see cref="FailAsync"/>. Safe to use from
/// several threads.
/// </summary>
[TypeFormatterSource]
public sealed class CollectionSession
{
    private readonly DataCollector _collector;
    private readonly SessionDraft _draft;
    private readonly Lock _gate = new();
    private State _state;
    private Exception? _writeFailure;

    internal CollectionSession(DataCollector collector, SessionDraft draft) =>
        (_collector, _draft) = (collector, draft);

    private enum State
    {
        Open,
        Closing,
        Completed,
        Failed,
    }

    /// <summary>Name of the session.</summary>
    public string SessionId => _draft.Start.SessionId;

    /// <summary>The question.</summary>
    public string Question => _draft.Start.Question;

    /// <summary>The images that the question is about, as they were named.</summary>
    public IReadOnlyList<string> OriginalImages => _draft.Start.OriginalImages;

    /// <summary>Where the session will be found once it is completed, as an absolute path.</summary>
    public string Folder => _draft.Start.Folder;

    /// <summary>Identity of question, image bytes and model, kept in the metadata and among the failures, so that a
    /// batch can resume.</summary>
    public string SourceKey => _draft.Start.SourceKey!;

    /// <summary>Number of samples so far.</summary>
    public int SampleCount
    {
        get
        {
            lock (_gate) return _draft.SampleCount;
        }
    }

    /// <summary>Whether the session is neither completed nor failed.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate) return _state == State.Open;
        }
    }

    /// <summary>Records one call of the model. Images and context are kept as they are now, whatever becomes of them
    /// later.</summary>
    /// <param name="iteration">Iteration, from 1.</param>
    /// <param name="images">The images that the model was shown, in order: paths, or what <see cref="AddImage"/>
    /// returned. One that can't be read is kept by name alone.</param>
    /// <param name="prompt">The whole prompt.</param>
    /// <param name="response">The whole response.</param>
    /// <param name="context">Any object. What JSON can't hold, such as NaN or a cycle, is stored as text and listed
    /// under <c>stored_as_text</c>.</param>
    /// <param name="finishReason">Why the model stopped, as its server says it.</param>
    /// <param name="reasoning">What the model thought before it answered.</param>
    /// <param name="latency">Duration of the call; stored in milliseconds, to a tenth.</param>
    /// <param name="usage">Token counts, any object.</param>
    /// <exception cref="InvalidOperationException">The session is completed or failed.</exception>
    /// <exception cref="IOException">A copy of an image can't be written. The sample is not recorded and can be
    /// recorded again.</exception>
    public void RecordInference(
        int iteration,
        IReadOnlyList<string> images,
        string prompt,
        string response,
        object? context = null,
        string? finishReason = null,
        string? reasoning = null,
        TimeSpan? latency = null,
        object? usage = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        var asText = new List<string>();
        byte[] contextJson = LenientSerializer.Encode(context, "context", asText);
        byte[] usageJson = usage is null ? [] : LenientSerializer.Encode(usage, "usage", asText);
        var sample = new InferenceSample
        {
            SampleId = "",
            Iteration = iteration,
            Images = [.. images],
            Prompt = prompt,
            Response = response,
            Context = default,
            FinishReason = finishReason,
            Reasoning = reasoning,
            LatencyMs = latency is { } time ? Math.Round(time.TotalMilliseconds, 1) : null,
            StoredAsText = asText,
        };
        lock (_gate)
        {
            DemandOpen();
            try
            {
                _draft.Add(sample, contextJson, usageJson);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _writeFailure = e;
                throw;
            }
        }
    }

    /// <summary>Keeps a picture that is no file yet, such as the result of a tool, among the session's
    /// images.</summary>
    /// <param name="name">A file name that tells what it is; it is cleaned, and numbered when taken.</param>
    /// <param name="content">The bytes of an encoded picture.</param>
    /// <returns>The path to name the picture by in samples. It can be opened once the session is completed.</returns>
    /// <exception cref="InvalidOperationException">The session is completed or failed.</exception>
    /// <exception cref="IOException">The picture can't be written.</exception>
    public string AddImage(string name, ReadOnlyMemory<byte> content)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (_gate)
        {
            DemandOpen();
            try
            {
                return _draft.AddImage(name, content.Span);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _writeFailure = e;
                throw;
            }
        }
    }

    /// <summary>Saves the session as a success: whole or not at all, and safe from power cuts when the task ends.
    /// Sessions completed at once share the flush.</summary>
    /// <param name="answer">The final answer.</param>
    /// <param name="metadata">Any object; a value that is no JSON object is stored as the field <c>value</c>.</param>
    /// <param name="cancellationToken">Is looked at before anything is written.</param>
    /// <exception cref="InvalidOperationException">The session is completed or failed already.</exception>
    /// <exception cref="IOException">The disk is full, say. The session stays open: make space, then complete it
    /// again.</exception>
    public Task CompleteAsync(string? answer, object? metadata = null,
        CancellationToken cancellationToken = default) =>
        CloseCompletedAsync(answer, metadata, success: true, cancellationToken);

    /// <summary>The same, with whether the session is a success.</summary>
    internal async Task CloseCompletedAsync(string? answer, object? metadata, bool success,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        BeginClosing();
        try
        {
            PendingWrite write = _draft.Write(answer, metadata, success);
            if (_collector.Durable) await GroupCommit.Shared.CommitAsync(write).ConfigureAwait(false);
            else write.Publish!();
        }
        catch (Exception e)
        {
            bool published = _draft.IsPublished;
            EndClosing(published ? State.Completed : State.Open);
            if (e is not (IOException or UnauthorizedAccessException)) throw;
            string state = published ? "It is saved, but may not survive a power cut."
                : "Nothing of it is visible and it stays open: make space, then complete it again.";
            throw _writeFailure = new IOException($"Session {SessionId} could not be saved: {e.Message} {state}", e);
        }

        EndClosing(State.Completed);
        _collector.Completed(this);
    }

    /// <summary>Gives the session up: its samples and images are dropped, one line with the reason stays in the
    /// collection's <c>failures.jsonl</c>.</summary>
    /// <exception cref="InvalidOperationException">The session is completed or failed already.</exception>
    /// <exception cref="IOException">The line can't be written. The session stays open.</exception>
    public Task FailAsync(string reason, CancellationToken cancellationToken = default) =>
        CloseFailedAsync(reason, transient: false, cancellationToken);

    /// <summary>The same, with whether the question may be answered when it is asked again.</summary>
    internal async Task CloseFailedAsync(string reason, bool transient, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reason);
        cancellationToken.ThrowIfCancellationRequested();
        BeginClosing();
        try
        {
            await _collector.FailedAsync(_draft.AsFailure(reason, transient)).ConfigureAwait(false);
        }
        catch
        {
            EndClosing(State.Open);
            throw;
        }

        EndClosing(State.Failed);
        _draft.Discard();
    }

    /// <summary>Whether an answer makes the session a success by the collector's rule.</summary>
    internal bool IsSuccess(string answer)
    {
        if (_collector.Success is not { } rule) return true;
        lock (_gate) return rule(_draft.Seen(answer));
    }

    /// <summary>Whether this came of writing the session: a full disk or a lost folder says nothing about the
    /// question.</summary>
    internal bool IsWriteFailure(Exception problem) => ReferenceEquals(problem, _writeFailure);

    /// <summary>Drops the session as if it had never begun: it was interrupted, which says nothing about the
    /// question.</summary>
    internal void Abandon()
    {
        BeginClosing();
        _collector.Abandoned(this);
        EndClosing(State.Failed);
        _draft.Discard();
    }

    private void BeginClosing()
    {
        lock (_gate)
        {
            DemandOpen();
            _state = State.Closing;
        }
    }

    private void EndClosing(State state)
    {
        lock (_gate) _state = state;
    }

    private void DemandOpen()
    {
        if (_state == State.Open) return;
        string seen = _state == State.Closing ? "is being closed" : _state == State.Completed ? "is completed"
            : "has failed";
        throw new InvalidOperationException(
            $"Session {SessionId} {seen}: nothing can be added to it or decided any more. Start another session.");
    }
}
