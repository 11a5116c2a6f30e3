using System.Text.Json.Serialization;

namespace SPAgent;

/// <summary>How a call of the Python code tool ended. In JSON the name given with each.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PythonCallStatus>))]
public enum PythonCallStatus
{
    /// <summary>A picture came out.</summary>
    [JsonStringEnumMemberName("ok")] Ok,

    /// <summary>Python raised, or result_image is missing, no picture or too large.</summary>
    [JsonStringEnumMemberName("error")] Error,

    /// <summary>The code used up its time, on the clock or of the processor. Machines differ: not to be decided again
    /// at replay.</summary>
    [JsonStringEnumMemberName("timeout")] Timeout,

    /// <summary>A signal or an exit ended the code: a crash, memory, a forbidden system call.</summary>
    [JsonStringEnumMemberName("killed")] Killed,

    /// <summary>More result bytes than a picture may have.</summary>
    [JsonStringEnumMemberName("output_limit")] OutputLimit,

    /// <summary>More than 8 MiB were printed.</summary>
    [JsonStringEnumMemberName("log_limit")] LogLimit,

    /// <summary>The code ended, but what it left is no picture and no error.</summary>
    [JsonStringEnumMemberName("bad_result")] BadResult,

    /// <summary>The sandbox itself was lost, twice in a row.</summary>
    [JsonStringEnumMemberName("worker_lost")] WorkerLost,

    /// <summary>There is no sandbox on this machine, or the call is beyond what one may be given; nothing
    /// ran.</summary>
    [JsonStringEnumMemberName("refused")] Refused,
}
