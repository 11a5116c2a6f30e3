namespace SPAgent;

/// <summary>Sends requests in batches, each as large as one may be.</summary>
internal sealed class BatchSending(
    BatchEndpoint endpoint, BatchFolder folder, DistillationOptions options, RunTally tally) : IAsyncDisposable
{
    private const int Attempts = 5;

    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(1);

    private readonly List<TraceName> _requests = [];
    private BatchState? _state;
    private FileStream? _file;

    /// <summary>Adds a request; false where it is larger than a batch may be.</summary>
    public async Task<bool> AddAsync(TraceName name, StreamedJson body, CancellationToken cancellationToken)
    {
        string id = BatchState.NameOf(name);
        long length = BatchEndpoint.LengthOf(id, body);
        if (length > options.MaxBatchBytes) return false;
        if (_requests.Count == options.MaxBatchRequests || (_file?.Length ?? 0) + length > options.MaxBatchBytes)
            await SendAsync(cancellationToken).ConfigureAwait(false);
        _state ??= folder.New();
        _file ??= new FileStream(_state.RequestsPath, FileMode.Create);
        await BatchEndpoint.WriteLineAsync(id, body, _file, cancellationToken).ConfigureAwait(false);
        _requests.Add(name);
        return true;
    }

    /// <summary>Sends what was added and not sent yet.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        if (_state is not { } state) return;
        await _file!.DisposeAsync().ConfigureAwait(false);
        string file = await endpoint.UploadAsync(state.RequestsPath, cancellationToken).ConfigureAwait(false);
        state = state with { Server = endpoint.Address, InputFile = file, Requests = [.. _requests] };
        // From now on it may be paid for.
        await BatchFolder.WriteAsync(state).ConfigureAwait(false);
        File.Delete(state.RequestsPath);
        (_state, _file) = (null, null);
        _requests.Clear();
        await CreateAsync(state, mayBeThere: false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the batch of a file that was sent, unless the server has made it already.</summary>
    public async Task<BatchState> CreateAsync(BatchState state, bool mayBeThere, CancellationToken cancellationToken)
    {
        TimeSpan wait = s_first;
        for (int attempt = 1; ; attempt++, wait *= 2)
        {
            try
            {
                BatchStatus status =
                    (mayBeThere ? await endpoint.FindAsync(state.InputFile!, cancellationToken).ConfigureAwait(false)
                        : null)
                    ?? await endpoint.CreateAsync(state.InputFile!, cancellationToken).ConfigureAwait(false);
                state = state with { Batch = status.Id };
                await BatchFolder.WriteAsync(state).ConfigureAwait(false);
                tally.Tell($"batch {status.Id}: {state.Requests.Count:N0} requests sent");
                return state;
            }
            catch (ModelException lost) when (lost.IsTransient && attempt < Attempts)
            {
                // The answer may have been lost, not the request.
                mayBeThere = true;
                await Task.Delay(wait, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_file is null) return;
        await _file.DisposeAsync().ConfigureAwait(false);
        File.Delete(_state!.RequestsPath);
    }
}
