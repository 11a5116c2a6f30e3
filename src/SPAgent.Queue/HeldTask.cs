using NATS.Client.JetStream;

namespace SPAgent;

/// <summary>A task that this worker holds.</summary>
internal sealed record HeldTask(TaskHead Task, string Lane, INatsJSMsg<byte[]> Message)
{
    /// <summary>The message that the lease hangs on; another one where the server gave the task out again.</summary>
    public INatsJSMsg<byte[]> Message { get; set; } = Message;
}
