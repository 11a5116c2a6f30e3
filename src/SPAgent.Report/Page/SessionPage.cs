namespace SPAgent;

/// <summary>
/// Sessions as a page for a browser, the same as for traces (<see cref="TracePage"/>): overview, a list to search and
/// sort, and each session inference by inference with its pictures. Needs no server and no network, and runs nothing
/// that a model wrote.
/// </summary>
public static class SessionPage
{
    /// <summary>Writes the page of a collection; past <see cref="SessionPageOptions.MostSessionsOnOnePage"/> sessions
    /// they go to a folder of pages beside it, each with what is searched in it.</summary>
    /// <param name="store">The collection. Sessions that can't be read are counted and named.</param>
    /// <param name="file">The page, such as <c>sessions.html</c>; an older one is replaced. The folder beside it is
    /// <c>sessions_pages</c>.</param>
    /// <param name="options">What to show.</param>
    /// <param name="cancellationToken">Stops between two sessions; the page is then not written.</param>
    /// <returns>The files written, the page first.</returns>
    /// <exception cref="ImageException">The machine has no codec for JPEG.</exception>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        SessionStore store, string file, SessionPageOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentException.ThrowIfNullOrEmpty(file);
        options ??= new SessionPageOptions();
        return await PageWriter.WriteAsync(new SessionContent(store, options, cancellationToken), file,
            options.MostSessionsOnOnePage, options.Progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a page that shows one session and nothing else.</summary>
    /// <inheritdoc cref="WriteAsync(SessionStore, string, SessionPageOptions?, CancellationToken)"/>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        CollectedSession session, string file, SessionPageOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentException.ThrowIfNullOrEmpty(file);
        options ??= new SessionPageOptions();
        Finding[] found = [.. SessionContent.FindingsOf(options)[session.SessionId]];
        Html article = PageSession.Of(session, SessionPictures.Of(session, PagePlace.Alone, options.Pictures), found,
            PagePlace.Alone, PageLabel.Of(session, new Dictionary<string, RecordLabel>()));
        await PageWriter.WriteAloneAsync(options.Title ?? session.SessionId, article, hasMaps: false, file,
            cancellationToken).ConfigureAwait(false);
        return [file];
    }
}
