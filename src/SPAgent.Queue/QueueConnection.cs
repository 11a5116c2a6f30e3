using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using NATS.Client.KeyValueStore;
using NATS.Client.ObjectStore;

namespace SPAgent;

/// <summary>A connection to a server that was found fit for a queue.</summary>
internal sealed class QueueConnection : IAsyncDisposable
{
    /// <summary>How often it is looked what is missing, and whether the run is over.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    // As the server numbers its errors.
    private const int StreamStoreFailed = 10077;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200), s_longestPause = TimeSpan.FromSeconds(2),
        s_patience = TimeSpan.FromSeconds(5), s_ping = TimeSpan.FromSeconds(10), s_lasting = TimeSpan.FromSeconds(30);

    private int _told;

    private QueueConnection(QueueOptions options, NatsConnection nats)
    {
        (Options, Nats, Names) = (options, nats, new(options.Run));
        Js = new NatsJSContext(nats);
        Keys = new NatsKVContext(Js);
        Objects = new NatsObjContext(Js);
    }

    public QueueOptions Options { get; }

    public QueueNames Names { get; }

    public NatsConnection Nats { get; }

    public NatsJSContext Js { get; }

    public NatsKVContext Keys { get; }

    public NatsObjContext Objects { get; }

    /// <summary>Told what the server refuses for long.</summary>
    public Action<string> Tell { get; set; } = _ => { };

    /// <summary>The server, as messages name it: without what an address could hold beside.</summary>
    public string Server { get; private init; } = "";

    /// <summary>Bytes of a message that are sent as they are; what is larger goes in pieces.</summary>
    public int LargestMessage => (Nats.ServerInfo?.MaxPayload ?? 1024 * 1024) / 2;

    /// <summary>Connects.</summary>
    /// <exception cref="ArgumentException">The address is none, or may not be used without credentials.</exception>
    /// <exception cref="IOException">The server can't be reached.</exception>
    /// <exception cref="DistillationException">It has no JetStream.</exception>
    public static async Task<QueueConnection> OpenAsync(QueueOptions options, CancellationToken cancellationToken)
    {
        _ = new QueueNames(options.Run);
        Uri[] servers = Addresses(options.Address);
        string named = string.Join(',', servers.Select(uri => $"{uri.Scheme}://{uri.Authority}"));
        DemandCredentials(options, servers);
        bool tls = servers.Any(uri => uri.Scheme == "tls") || options.AuthorityFile is not null
            || options.CertificateFile is not null;
        NatsConnection nats = new(new NatsOpts
        {
            Url = named,
            Name = "spagent",
            AuthOpts = new NatsAuthOpts { CredsFile = options.Credentials },
            TlsOpts = new NatsTlsOpts
            {
                Mode = tls ? TlsMode.Require : TlsMode.Auto,
                CaFile = options.AuthorityFile,
                CertFile = options.CertificateFile,
                KeyFile = options.CertificateKeyFile,
            },
            PingInterval = s_ping,
            MaxReconnectRetry = -1,
            ReconnectWaitMin = s_pause,
            ReconnectWaitMax = s_longestPause,
            RequestTimeout = s_patience,
            ConnectTimeout = s_patience,
            CommandTimeout = s_patience,
        });
        try
        {
            await ConnectAsync(nats, named, cancellationToken).ConfigureAwait(false);
            QueueConnection connection = new(options, nats) { Server = named };
            await connection.DemandJetStreamAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await nats.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => Nats.DisposeAsync();

    /// <summary>Whether a call may work later: the server is away, or was made anew.</summary>
    public static bool MayPass(Exception problem) => problem
        is NatsException or TimeoutException or IOException or SocketException or OperationCanceledException;

    /// <summary>Whether a call that nobody repeats failed at the server, and not because it was stopped.</summary>
    public static bool IsRefusal(Exception problem, CancellationToken stop) => MayPass(problem)
        && problem is not IOException && !(problem is OperationCanceledException && stop.IsCancellationRequested);

    /// <summary>A refusal in words.</summary>
    public DistillationException Refused(Exception problem) => new(
        $"{Server}: the server did not do what the run {Names.Run} needs ({problem.Message}). See whether these "
            + "credentials may use all that begins with its name. Where something else has it, take another (--run).",
        inner: problem);

    /// <summary>Does something until it works.</summary>
    public async Task<T> PersistAsync<T>(Func<CancellationToken, Task<T>> act, CancellationToken cancellationToken)
    {
        long? since = null;
        while (true)
        {
            try
            {
                T done = await act(cancellationToken).ConfigureAwait(false);
                Worked(ref since);
                return done;
            }
            catch (Exception problem) when (!cancellationToken.IsCancellationRequested && MayPass(problem))
            {
                if (!IsFull(problem)) Failed(problem, ref since);
                await Task.Delay(s_pause, Options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // The stream itself is full, as it often is: there is room when something is answered. A full disk says otherwise.
    private static bool IsFull(Exception problem) =>
        problem is NatsJSApiException { Error: { ErrCode: StreamStoreFailed, Description: { } words } }
        && words.StartsWith("maximum", StringComparison.Ordinal);

    /// <summary>Notes that what is tried until it works has failed. What lasts is told, once.</summary>
    /// <param name="problem">Why.</param>
    /// <param name="since">Since when it fails; null before the first time.</param>
    public void Failed(Exception problem, ref long? since)
    {
        since ??= Options.TimeProvider.GetTimestamp();
        if (Options.TimeProvider.GetElapsedTime(since.Value) < s_lasting) return;
        if (Interlocked.Exchange(ref _told, 1) == 1) return;
        Tell($"{Server}: the server does not do what it is asked for ({problem.Message}), and is asked again. See "
            + $"whether it runs, has room, and lets these credentials use the run {Names.Run}.");
    }

    /// <summary>Notes that it works.</summary>
    public void Worked(ref long? since)
    {
        if (since is not null) Volatile.Write(ref _told, 0);
        since = null;
    }

    /// <summary>Publishes until the server has it on disk; a message that it has already counts as well.</summary>
    public Task PublishAsync(string subject, byte[] message, string id, CancellationToken cancellationToken) =>
        PersistAsync(async stop =>
        {
            PubAckResponse ack = await Js.PublishAsync(
                subject, message, opts: new NatsJSPubOpts { MsgId = id }, cancellationToken: stop)
                .ConfigureAwait(false);
            // A stream that is full has room again when something is answered.
            if (ack.Error is { } error) throw new NatsJSApiException(error);
            return ack;
        }, cancellationToken);

    /// <summary>The value of a key; null without one.</summary>
    public async Task<(byte[] Value, ulong Revision, DateTimeOffset Time)?> ReadKeyAsync(
        string key, CancellationToken cancellationToken)
    {
        try
        {
            INatsKVStore store = await Keys.GetStoreAsync(Names.Store, cancellationToken).ConfigureAwait(false);
            NatsKVEntry<byte[]> entry = await store.GetEntryAsync<byte[]>(key, cancellationToken: cancellationToken)
                .ConfigureAwait(false);
            return entry.Value is { } value ? (value, entry.Revision, entry.Created) : null;
        }
        catch (Exception problem) when (problem is NatsKVKeyNotFoundException or NatsKVKeyDeletedException
            || IsMissing(problem))
        {
            return null;
        }
    }

    /// <summary>Whether a stream or a store is not there.</summary>
    public static bool IsMissing(Exception problem) => problem is NatsJSApiException { Error.Code: 404 };

    private static async Task ConnectAsync(NatsConnection nats, string named, CancellationToken cancellationToken)
    {
        try
        {
            await nats.ConnectAsync().AsTask().WaitAsync(s_patience * 2, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (MayPass(problem) && !cancellationToken.IsCancellationRequested)
        {
            // A server that wants TLS, a certificate or credentials may just hang up.
            bool isThere = problem.GetBaseException() is AuthenticationException or NatsServerException
                or CryptographicException or IOException;
            throw new IOException(isThere
                ? $"{named}: the server refuses the connection ({problem.GetBaseException().Message}). "
                    + "See --nats-creds, --nats-ca and --nats-cert."
                : $"{named}: no NATS server answers ({problem.GetBaseException().Message}). Start it, or name another "
                    + "(--queue).", problem);
        }
    }

    private async Task DemandJetStreamAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Js.GetAccountInfoAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested && MayPass(problem))
        {
            throw new DistillationException($"{Server}: the server has no JetStream, which keeps the queue "
                + $"({problem.Message}). Start it with one: nats-server -js -sd FOLDER.", inner: problem);
        }
    }

    private static Uri[] Addresses(string text)
    {
        Uri[] servers = [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(one => Uri.TryCreate(one, UriKind.Absolute, out Uri? uri) && uri.Scheme is "nats" or "tls"
                && uri.Host.Length > 0 && uri.PathAndQuery is "" or "/" ? uri : null!)];
        // The text is not repeated: it may hold a password.
        if (servers.Length == 0 || servers.Any(uri => uri is null))
            throw new ArgumentException("--queue is no address. Give one such as nats://head:4222.");
        if (servers.Any(uri => uri.UserInfo.Length > 0))
        {
            throw new ArgumentException("--queue has a name, a password or a token in its address, which would end up "
                + "in messages. Put credentials into a file: --nats-creds FILE.");
        }

        return servers;
    }

    private static void DemandCredentials(QueueOptions options, Uri[] servers)
    {
        foreach (string? file in (string?[])[options.Credentials, options.AuthorityFile, options.CertificateFile,
            options.CertificateKeyFile])
        {
            if (file is not null && !File.Exists(file))
                throw new FileNotFoundException($"{file}: there is no such file.");
        }

        if (options.Insecure || options.Credentials is not null || options.CertificateFile is not null) return;
        if (Array.Find(servers, uri => !IsLoopback(uri)) is not { } far) return;
        throw new ArgumentException($"{far.Scheme}://{far.Authority} is another machine, and no credentials are given: "
            + "whoever reaches it could read rows and write traces. Give --nats-creds FILE, or --insecure where the "
            + "network keeps others out.");
    }

    private static bool IsLoopback(Uri uri) => uri.IsLoopback
        || (IPAddress.TryParse(uri.DnsSafeHost, out IPAddress? address) && IPAddress.IsLoopback(address));
}
