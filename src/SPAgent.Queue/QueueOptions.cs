namespace SPAgent.Internal;

/// <summary>Where a queue is and how it is used.</summary>
public sealed record QueueOptions
{
    /// <summary>Addresses of the servers of one NATS system, with commas between: <c>nats://head:4222</c>, or
    /// <c>tls://…</c>.</summary>
    public required string Address { get; init; }

    /// <summary>The run: letters, digits, <c>_</c> and <c>-</c>, up to 64.</summary>
    public required string Run { get; init; }

    /// <summary>A file of NATS credentials; null for none.</summary>
    public string? Credentials { get; init; }

    /// <summary>A file of the certificate authorities that the server's certificate is held against; null for the
    /// system's.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>A client's certificate; null for none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The key of <see cref="CertificateFile"/>; null for none.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>Whether a server beyond this machine may be used without credentials.</summary>
    public bool Insecure { get; init; }

    /// <summary>How long a task is a worker's without a word from it. Default 60 s; renewed three times as often. Of
    /// the coordinator: workers take it from the run.</summary>
    public TimeSpan Lease
    {
        get; init => field = Ranges.Check(value, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
    } = TimeSpan.FromSeconds(60);

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
