using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SPAgent.Notebooks;

/// <summary>Where a front end expects the kernel to listen, and the key that both sides sign with.</summary>
internal sealed record ConnectionFile
{
    [JsonPropertyName("transport")]
    public string Transport { get; init; } = "tcp";

    [JsonPropertyName("ip")]
    public required string Ip { get; init; }

    [JsonPropertyName("shell_port")]
    public required int ShellPort { get; init; }

    [JsonPropertyName("control_port")]
    public required int ControlPort { get; init; }

    [JsonPropertyName("stdin_port")]
    public required int StdinPort { get; init; }

    [JsonPropertyName("iopub_port")]
    public required int IopubPort { get; init; }

    [JsonPropertyName("hb_port")]
    public required int HeartbeatPort { get; init; }

    [JsonPropertyName("signature_scheme")]
    public string SignatureScheme { get; init; } = "hmac-sha256";

    /// <summary>Empty: messages are not signed.</summary>
    [JsonPropertyName("key")]
    public string Key { get; init; } = "";

    [JsonIgnore]
    public IPAddress Address =>
        Ip is "*" or "0.0.0.0" ? IPAddress.Any : Ip == "localhost" ? IPAddress.Loopback : IPAddress.Parse(Ip);

    /// <exception cref="InvalidDataException">The file is no connection file, or asks for what this kernel doesn't
    /// do.</exception>
    public static ConnectionFile Load(string path)
    {
        ConnectionFile file;
        try
        {
            file = JsonSerializer.Deserialize<ConnectionFile>(File.ReadAllText(path))
                ?? throw new JsonException("an object is expected");
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"{path}: no connection file of Jupyter: {failure.Message}", failure);
        }

        if (file.Transport != "tcp")
            throw new InvalidDataException($"{path}: transport is {file.Transport}; only tcp is supported.");
        if (file.SignatureScheme != "hmac-sha256")
        {
            throw new InvalidDataException(
                $"{path}: signature_scheme is {file.SignatureScheme}; only hmac-sha256 is supported.");
        }

        if (file.Ip is not ("*" or "localhost") && !IPAddress.TryParse(file.Ip, out _))
        {
            throw new InvalidDataException($"{path}: ip is {file.Ip}; an address is expected.");
        }

        return file;
    }
}
