using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace SPAgent.Serve;

/// <summary>Which names a request may give in Host: a page of somebody else that has its own name point here is
/// refused by it.</summary>
internal sealed class HostNames(IReadOnlyList<string> further, bool listen)
{
    private static readonly string[] s_loopback = ["localhost", "127.0.0.1", "[::1]"];

    // A name can be made to point here by anybody, an address of this machine can't.
    private readonly string[] _addresses = listen ? [.. MachineAddresses()] : [];

    /// <summary>Whether the request names a host that is ours, with any port: tunnels have ports of their
    /// own.</summary>
    public bool Accept(HttpRequest request)
    {
        if (request.Headers.Host is not [{ Length: > 0 } given]) return false;
        HostString host;
        try
        {
            host = HostString.FromUriComponent(given);
        }
        catch (FormatException)
        {
            return false;
        }

        // What is not a name and a port is none of ours.
        string name = host.Host;
        return given == (host.Port is { } port ? $"{name}:{port}" : name) && (Among(s_loopback) || Among(further)
            || Among(_addresses));

        bool Among(IReadOnlyList<string> names) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>What other machines call this one: the first name that was given, else an address.</summary>
    public string Shown => further.Count > 0 ? further[0] : _addresses.FirstOrDefault() ?? "127.0.0.1";

    private static IEnumerable<string> MachineAddresses() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(one => one.OperationalStatus == OperationalStatus.Up
            && one.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(one => one.GetIPProperties().UnicastAddresses).Select(one => one.Address)
        .Where(address => !address.IsIPv6LinkLocal && !IPAddress.IsLoopback(address))
        .OrderBy(address => address.AddressFamily == AddressFamily.InterNetwork ? 0 : 1)
        .Select(address => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : $"{address}");
}
