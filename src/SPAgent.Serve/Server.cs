using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace SPAgent.Serve;

/// <summary>The server: listens, lets the rules decide, and answers.</summary>
internal sealed class Server : IAsyncDisposable
{
    private const int MostBody = 64 << 10, MostConnections = 256;

    private readonly WebApplication _application;
    private readonly IReadOnlyList<ServedFolder> _folders;
    private readonly Articles _articles;
    private readonly Site _site;
    private readonly CancellationTokenSource _stop;
    private readonly Task[] _following;

    private Server(WebApplication application, IReadOnlyList<ServedFolder> folders, Articles articles, Site site,
        CancellationTokenSource stop, Task[] following, int port, AccessTokens tokens, HostNames hosts) =>
        (_application, _folders, _articles, _site, _stop, _following, Port, Tokens, Hosts) =
            (application, folders, articles, site, stop, following, port, tokens, hosts);

    public int Port { get; }

    public AccessTokens Tokens { get; }

    public HostNames Hosts { get; }

    /// <summary>Starts it; folders are indexed in the background.</summary>
    /// <param name="settings">What to serve, and to whom.</param>
    /// <param name="cacheHome">Where indices lie: what XDG_CACHE_HOME says.</param>
    /// <param name="time">The clock.</param>
    /// <param name="say">Takes messages.</param>
    /// <exception cref="IOException">A folder is not there, or the port is taken or not to be had.</exception>
    public static async Task<Server> StartAsync(
        ServeSettings settings, string? cacheHome, TimeProvider time, Action<string> say)
    {
        List<ServedFolder> folders = [];
        CancellationTokenSource stop = new();
        Site? site = null;
        Task[] following = [];
        try
        {
            Articles articles = new(new TracePageOptions
            {
                Dataset = settings.Dataset is { } path
                    ? ImageDataset.Open(path, settings.Split, settings.ImageColumn, settings.Config) : null,
            });
            foreach (string folder in settings.Folders)
            {
                IItemSource source = RunFolders.HoldsSessions(folder)
                    ? new SessionItems(SessionStore.Open(folder), articles)
                    : new TraceItems(TraceStore.Open(folder), articles);
                folders.Add(ServedFolder.Open(folders.Count, source, cacheHome, time));
            }

            AccessTokens tokens = new(settings.ReadOnly);
            HostNames hosts = new(settings.Hosts, settings.Listen);
            site = new Site(folders, stop.Token);
            // While the server starts, the first page is made ready.
            following = [.. folders.Select(folder => Task.Factory.StartNew(
                () => folder.FollowAsync(say, stop.Token), stop.Token, TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap())];
            WebApplication application = Build(settings, new AccessRules(tokens, hosts), site);
            await ListenAsync(application, settings.Port);
            int port = new Uri(application.Services.GetRequiredService<IServer>().Features
                .Get<IServerAddressesFeature>()!.Addresses.First()).Port;
            return new Server(application, folders, articles, site, stop, following, port, tokens, hosts);
        }
        catch
        {
            await stop.CancelAsync();
            await EndOfAsync(following);
            site?.Dispose();
            foreach (ServedFolder folder in folders) folder.Dispose();
            stop.Dispose();
            throw;
        }
    }

    /// <summary>The address of this start.</summary>
    public string Address(string host, string token) => $"http://{host}:{Port}/?token={token}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(2));
        await _application.StopAsync(patience.Token);
        await _application.DisposeAsync();
        await EndOfAsync(_following);
        await _articles.DisposeAsync();
        foreach (ServedFolder folder in _folders) folder.Dispose();
        _site.Dispose();
        _stop.Dispose();
    }

    private static async Task EndOfAsync(Task[] following)
    {
        try
        {
            await Task.WhenAll(following);
        }
        catch (OperationCanceledException)
        {
            // As was asked for.
        }
    }

    // Nothing of the surroundings configures it: no file beside the data, no variable, no log of requests.
    private static WebApplication Build(ServeSettings settings, AccessRules rules, Site site)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = MostBody;
            options.Limits.MaxConcurrentConnections = MostConnections;
            options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            options.Listen(settings.Listen ? IPAddress.Any : IPAddress.Loopback, settings.Port,
                listen => listen.Protocols = HttpProtocols.Http1);
        });
        WebApplication application = builder.Build();
        application.Run(context => AnswerAsync(context, rules, site));
        return application;
    }

    private static async Task ListenAsync(WebApplication application, int port)
    {
        try
        {
            await application.StartAsync();
        }
        catch (SocketException refusal)
        {
            throw new IOException($"Port {port} can't be opened ({refusal.Message}). Take one from 1024 on (--port): "
                + "those below are the system's on most machines.", refusal);
        }
    }

    private static async Task AnswerAsync(HttpContext context, AccessRules rules, Site site)
    {
        try
        {
            if (await rules.AdmitAsync(context) is { } right) await site.AnswerAsync(context, right);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer.
        }
    }
}
