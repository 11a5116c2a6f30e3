using System.Net.Mime;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SPAgent.Serve;

/// <summary>What the server answers: one page, its style and script, and the data that the script asks for.</summary>
internal sealed class Site : IDisposable
{
    private const int PageSize = 50, MostEventStreams = 64;
    private const long PictureBytes = 48 << 20, ArticleBytes = 16 << 20;

    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);

    private static readonly JsonSerializerOptions s_json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private readonly IReadOnlyList<ServedFolder> _folders;
    private readonly Dictionary<string, Func<HttpContext, Right, Task>> _get, _post;
    private readonly BoundedCache _pictures = new(PictureBytes, atOnce: 2), _articles = new(ArticleBytes, atOnce: 2),
        _comparisons = new(ArticleBytes, atOnce: 1);

    private readonly CancellationToken _stop;
    private int _streams;

    public Site(IReadOnlyList<ServedFolder> folders, CancellationToken stop)
    {
        (_folders, _stop) = (folders, stop);
        string page = Assets.Page(), style = Assets.Style(), script = Assets.Script();
        _get = new(StringComparer.Ordinal)
        {
            ["/"] = (context, _) => WriteAsync(context, MediaTypeNames.Text.Html, page),
            ["/serve.css"] = (context, _) => WriteAsync(context, MediaTypeNames.Text.Css, style),
            ["/serve.js"] = (context, _) => WriteAsync(context, MediaTypeNames.Text.JavaScript, script),
            ["/api/runs"] = (context, right) => RunsAsync(context, right),
            ["/api/search"] = (context, _) => SearchAsync(context),
            ["/api/facets"] = (context, _) => FacetsAsync(context),
            ["/api/charts"] = (context, _) => ChartsAsync(context),
            ["/api/item"] = (context, _) => ItemAsync(context),
            ["/api/picture"] = (context, _) => PictureAsync(context),
            ["/api/compare"] = (context, _) => CompareAsync(context),
            ["/api/events"] = (context, _) => EventsAsync(context),
        };
        _post = new(StringComparer.Ordinal) { ["/api/label"] = (context, _) => LabelAsync(context) };
    }

    /// <summary>Answers a request that was admitted.</summary>
    public async Task AnswerAsync(HttpContext context, Right right)
    {
        string path = context.Request.Path.Value ?? "";
        bool posted = HttpMethods.IsPost(context.Request.Method);
        if (!(posted ? _post : _get).TryGetValue(path, out Func<HttpContext, Right, Task>? answer))
        {
            bool other = (posted ? _get : _post).ContainsKey(path);
            await AccessRules.RefuseAsync(context, other ? StatusCodes.Status405MethodNotAllowed
                : StatusCodes.Status404NotFound, other ? "Not by this method." : "There is nothing here.");
            return;
        }

        try
        {
            await answer(context, right);
        }
        catch (RequestException refused)
        {
            await AccessRules.RefuseAsync(context, refused.Status, refused.Message);
        }
        catch (Exception problem) when (!context.Response.HasStarted && problem is InvalidDataException or IOException
            or UnauthorizedAccessException or ImageException)
        {
            await AccessRules.RefuseAsync(context, StatusCodes.Status500InternalServerError,
                TerminalText.Line(problem.Message));
        }
    }

    public void Dispose()
    {
        _pictures.Dispose();
        _articles.Dispose();
        _comparisons.Dispose();
    }

    private static Parameters Of(HttpContext context, params string[] known) => new(context.Request.Query, known);

    private Task RunsAsync(HttpContext context, Right right)
    {
        _ = Of(context);
        return WriteJsonAsync(context, new
        {
            marks = right == Right.Mark,
            runs = _folders.Select(folder => new
            {
                run = folder.Number,
                title = folder.Title,
                thing = folder.Source.Thing,
                state = folder.State,
            }),
        });
    }

    // Without a run, over all of them one after the other.
    private async Task SearchAsync(HttpContext context)
    {
        Parameters parameters = Of(context, ["run", "sort", "offset", "limit", .. ItemFilter.Names]);
        ItemFilter filter = new(parameters);
        string order = ItemList.Order(parameters.Text("sort"));
        int offset = parameters.Number("offset", 0, int.MaxValue) ?? 0,
            limit = parameters.Number("limit", 0, ItemList.MostAPage) ?? PageSize;
        IReadOnlyList<ServedFolder> folders = parameters.Text("run") is null ? _folders : [Folder(parameters)];
        List<ListedItem> items = [];
        int total = 0, known = 0, indexed = 0;
        foreach (ServedFolder folder in folders)
        {
            await folder.SettleAsync(context.RequestAborted);
            FolderState state = folder.State;
            (known, indexed) = (known + state.Known, indexed + state.Indexed);
            int skip = Math.Max(0, offset - total), most = limit - items.Count;
            (int count, List<ListedItem> page) = folder.Ask(connection =>
            {
                int count = ItemList.Count(connection, filter);
                return (count, skip < count && most > 0
                    ? ItemList.Page(connection, folder, filter, order, skip, most) : []);
            });
            items.AddRange(page);
            total += count;
        }

        await WriteJsonAsync(context, new { total, offset, known, indexed, complete = indexed >= known, items });
    }

    private Task FacetsAsync(HttpContext context)
    {
        Parameters parameters = Of(context, ["run", .. ItemFilter.Names]);
        ItemFilter filter = new(parameters);
        return WriteJsonAsync(context, Folder(parameters).Ask(connection => ItemFacets.Of(connection, filter)));
    }

    private Task ChartsAsync(HttpContext context)
    {
        Parameters parameters = Of(context, ["run", .. ItemFilter.Names]);
        ItemFilter filter = new(parameters);
        return WriteJsonAsync(context, Folder(parameters).Ask(connection => ItemCharts.Of(connection, filter)));
    }

    private async Task ItemAsync(HttpContext context)
    {
        Parameters parameters = Of(context, "run", "id");
        ServedFolder folder = Folder(parameters);
        string name = await NameAsync(folder, parameters, context.RequestAborted);
        byte[] article = await _articles.GetAsync($"{folder.Number}/{folder.State.Version}/{name}", () =>
            folder.Source.Article(name, _stop) is { } html ? Encoding.UTF8.GetBytes(html.Markup) : null,
            context.RequestAborted) ?? throw RequestException.Absent("It is not there any more.");
        await WriteJsonAsync(context, new
        {
            run = folder.Number,
            id = folder.Source.IdOf(name),
            html = Encoding.UTF8.GetString(article),
            label = Said(folder.Source.Labels[folder.Source.IdOf(name)]),
        });
    }

    private async Task LabelAsync(HttpContext context)
    {
        _ = Of(context);
        LabelRequest request = await LabelRequest.ReadAsync(context);
        ServedFolder folder = request.Run >= 0 && request.Run < _folders.Count ? _folders[request.Run]
            : throw RequestException.Absent("There is no such run.");
        List<string> ids = [];
        foreach (string id in request.Ids)
            ids.Add(folder.Source.IdOf(await NameAsync(folder, id, context.RequestAborted)));
        IReadOnlyList<RecordLabel> labels;
        try
        {
            labels = await Task.Run(() => folder.Source.Labels.Set(ids, request.ToChange()), context.RequestAborted);
        }
        catch (ArgumentException refused)
        {
            throw RequestException.Bad(TerminalText.Message(refused));
        }

        await folder.SettleAsync(context.RequestAborted);
        await WriteJsonAsync(context, new { labels = labels.Select(Said) });
    }

    private static object Said(RecordLabel label) => new
    {
        label.Id,
        verdict = label.Verdict == LabelVerdict.None ? null : label.Verdict.ToString().ToLowerInvariant(),
        label.Tags,
        label.Note,
        label.Answer,
        label.Who,
    };

    private async Task PictureAsync(HttpContext context)
    {
        Parameters parameters = Of(context, "run", "id", "number");
        ServedFolder folder = Folder(parameters);
        int number = parameters.Number("number", 0, 100_000) ?? throw RequestException.Bad("number is absent.");
        string name = await NameAsync(folder, parameters, context.RequestAborted);
        byte[] picture = await _pictures.GetAsync($"{folder.Number}/{name}/{number}",
            () => folder.Source.Picture(name, number, _stop), context.RequestAborted)
            ?? throw RequestException.Absent("There is no such picture.");
        context.Response.ContentType = MediaTypeNames.Image.Jpeg;
        await context.Response.Body.WriteAsync(picture, context.RequestAborted);
    }

    private async Task CompareAsync(HttpContext context)
    {
        Parameters parameters = Of(context, "a", "b");
        ServedFolder a = Folder(parameters, "a"), b = Folder(parameters, "b");
        if (a.Source is not TraceItems from || b.Source is not TraceItems to)
            throw RequestException.Bad("Folders of traces can be compared, sessions can't.");
        try
        {
            byte[]? page = await _comparisons.GetAsync(
                $"{a.Number}/{a.State.Version}/{b.Number}/{b.State.Version}", () => Encoding.UTF8.GetBytes(Articles.Of(
                    TraceComparison.Of(from.Store, to.Store, cancellationToken: _stop), _stop).Markup),
                context.RequestAborted);
            await WriteJsonAsync(context, new { html = Encoding.UTF8.GetString(page!) });
        }
        catch (ArgumentException refused)
        {
            throw new RequestException(StatusCodes.Status422UnprocessableEntity,
                TerminalText.Message(refused));
        }
    }

    // One line for each change of a folder; the page asks for what it shows then.
    private async Task EventsAsync(HttpContext context)
    {
        _ = Of(context);
        if (Interlocked.Increment(ref _streams) > MostEventStreams)
        {
            Interlocked.Decrement(ref _streams);
            throw new RequestException(StatusCodes.Status503ServiceUnavailable, "Too many pages are open.");
        }

        try
        {
            using CancellationTokenSource stop =
                CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stop);
            context.Response.ContentType = "text/event-stream; charset=utf-8";
            SemaphoreSlim turns = new(1);
            await Task.WhenAll(_folders.Select(folder => FollowAsync(context, folder, turns, stop.Token)));
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the server ends.
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }

    private static async Task FollowAsync(
        HttpContext context, ServedFolder folder, SemaphoreSlim turns, CancellationToken cancellationToken)
    {
        long said = -1;
        while (true)
        {
            FolderState state = await folder.NextAsync(said, s_heartbeat, cancellationToken);
            string line = state.Version == said ? ": still here\n\n"
                : $"data: {JsonSerializer.Serialize(new { run = folder.Number, state }, s_json)}\n\n";
            said = state.Version;
            await turns.WaitAsync(cancellationToken);
            try
            {
                await context.Response.WriteAsync(line, cancellationToken);
                await context.Response.Body.FlushAsync(cancellationToken);
            }
            finally
            {
                turns.Release();
            }
        }
    }

    private ServedFolder Folder(Parameters parameters, string name = "run")
    {
        int number = parameters.Number(name, 0, int.MaxValue) ?? 0;
        return number < _folders.Count ? _folders[number] : throw RequestException.Absent("There is no such run.");
    }

    // Only what the index found in the folder is a name: nothing that a request says becomes a path.
    private static Task<string> NameAsync(
        ServedFolder folder, Parameters parameters, CancellationToken cancellationToken) => NameAsync(
        folder, parameters.Text("id") ?? throw RequestException.Bad("id is absent."), cancellationToken);

    private static async Task<string> NameAsync(ServedFolder folder, string id, CancellationToken cancellationToken)
    {
        if (folder.Source.NameOf(id) is { } name)
        {
            if (folder.Ask(connection => ItemList.Has(connection, name))) return name;
            // It may have come a moment ago.
            await folder.SettleAsync(cancellationToken);
            if (folder.Ask(connection => ItemList.Has(connection, name))) return name;
        }

        throw RequestException.Absent($"There is no such {folder.Source.Thing}.");
    }

    private static Task WriteJsonAsync<T>(HttpContext context, T value)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(value, s_json),
            context.RequestAborted).AsTask();
    }

    private static Task WriteAsync(HttpContext context, string type, string text)
    {
        _ = Of(context);
        context.Response.ContentType = $"{type}; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
