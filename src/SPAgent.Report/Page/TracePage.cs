namespace SPAgent;

/// <summary>
/// Traces as a page for a browser: it needs no server and no network, fetches nothing, and runs nothing that a model or
/// a dataset wrote. Overview, a list to search and sort, and each trace turn by turn with its pictures.
/// </summary>
public static class TracePage
{
    /// <summary>Writes the page of a folder; past <see cref="TracePageOptions.MostTracesOnOnePage"/> traces the traces
    /// go to a folder of pages beside it, each with what is searched in it.</summary>
    /// <param name="store">The traces. Files that can't be read are counted and named.</param>
    /// <param name="file">The page, such as <c>traces.html</c>; an older one is replaced. The folder beside it is
    /// <c>traces_pages</c>.</param>
    /// <param name="options">What to show.</param>
    /// <param name="cancellationToken">Stops between two traces; the page is then not written.</param>
    /// <returns>The files written, the page first.</returns>
    /// <exception cref="ImageException">The machine has no codec for JPEG.</exception>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        TraceStore store, string file, TracePageOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentException.ThrowIfNullOrEmpty(file);
        options ??= new TracePageOptions();
        await using TraceContent content = new(store, options, cancellationToken);
        return await PageWriter.WriteAsync(content, file, options.MostTracesOnOnePage, options.Progress,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a page that shows one trace and nothing else.</summary>
    /// <inheritdoc cref="WriteAsync(TraceStore, string, TracePageOptions?, CancellationToken)"/>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        Trace trace, string file, TracePageOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentException.ThrowIfNullOrEmpty(file);
        options ??= new TracePageOptions();
        await using PageReplay replay = new(options);
        (ReplayedTrace pictures, _) = replay.Run(trace, cancellationToken);
        Finding[] found =
            [.. TraceContent.FindingsOf(options)[Path.GetFileName(trace.Source) ?? TraceName.Of(trace).File]];
        Html article = PageTrace.Of(trace, pictures, found, PagePlace.Alone,
            PageLabel.Of(trace, new Dictionary<string, RecordLabel>()));
        await PageWriter.WriteAloneAsync(
            options.Title ?? $"Trace {TraceName.Of(trace)}", article, hasMaps: true, file, cancellationToken)
                .ConfigureAwait(false);
        return [file];
    }
}
