using System.CommandLine;

namespace SPAgent.Cli;

/// <summary>The options that name a queue, shared by the commands that use one.</summary>
/// <param name="required">Whether the command needs one.</param>
internal sealed class QueueArguments(bool required)
{
    private const double DefaultLease = 60;

    private readonly Option<string?> _queue = new("--queue")
    {
        Description = "Address of a NATS server with JetStream, such as nats://head:4222.",
        Required = required,
    };
    private readonly Option<string?> _run = new("--run")
    { Description = "Name of the run in the queue: letters, digits, _ and -.", Required = required };
    private readonly Option<string?> _credentials = new("--nats-creds")
    { Description = "File of NATS credentials." };
    private readonly Option<string?> _authority = new("--nats-ca")
    { Description = "File of the authorities that the server's certificate is held against." };
    private readonly Option<string?> _certificate = new("--nats-cert")
    { Description = "File of this client's certificate; with --nats-key." };
    private readonly Option<string?> _key = new("--nats-key") { Description = "File of the certificate's key." };
    private readonly Option<bool> _insecure = new("--insecure")
    { Description = "Use a server on another machine without credentials." };
    private readonly Option<int> _window = new("--window")
    {
        Description = "With --queue: samples that are out at once, from 1 to 65536.",
        DefaultValueFactory = _ => 4096,
    };
    private readonly Option<bool> _ships = new("--ship-rows")
    { Description = "With --queue: send rows and traces through the queue, for workers without a shared disk." };
    private readonly Option<double> _lease = new("--lease")
    {
        Description = "With --queue: seconds after which a sample is given to another worker when its own is silent, "
            + "from 1 to 3600.",
        DefaultValueFactory = _ => DefaultLease,
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_queue, _run, _credentials, _authority, _certificate, _key, _insecure])
            command.Options.Add(option);
    }

    /// <summary>Adds what a coordinator alone decides.</summary>
    public void AddCoordinatorTo(Command command)
    {
        foreach (Option option in (Option[])[_window, _ships, _lease]) command.Options.Add(option);
    }

    /// <summary>Whether a queue is used.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_queue) is not null;

    public int Window(ParseResult parsed) => parsed.GetValue(_window);

    public bool ShipsRows(ParseResult parsed) => parsed.GetValue(_ships);

    /// <summary>Refuses what does not go together.</summary>
    public void Demand(ParseResult parsed, RunShard? shard)
    {
        if (IsGiven(parsed))
        {
            if (parsed.GetValue(_run) is null) throw new ArgumentException("--queue needs --run NAME.");
            if (shard is not null)
            {
                throw new ArgumentException("--shard and --queue both share out a run. Give one of them: a queue hands "
                    + "out single samples, shards need a scheduler alone.");
            }

            return;
        }

        Option[] others = [_run, _credentials, _authority, _certificate, _key, _insecure, _window, _ships, _lease];
        if (Array.Find(others, option => parsed.GetResult(option) is { Implicit: false }) is { } given)
            throw new ArgumentException($"{given.Name} needs --queue.");
    }

    /// <summary>Where the queue is, and how it is used.</summary>
    public QueueOptions Create(ParseResult parsed) => new()
    {
        Address = parsed.GetValue(_queue)!,
        Run = parsed.GetValue(_run)!,
        Credentials = parsed.GetValue(_credentials),
        AuthorityFile = parsed.GetValue(_authority),
        CertificateFile = parsed.GetValue(_certificate),
        CertificateKeyFile = parsed.GetValue(_key),
        Insecure = parsed.GetValue(_insecure),
        Lease = parsed.GetResult(_lease) is null ? TimeSpan.FromSeconds(DefaultLease)
            : TimeSpan.FromSeconds(Ranges.Check(parsed.GetValue(_lease), 1, 3600, "Lease")),
    };
}
