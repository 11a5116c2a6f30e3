using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests;

/// <summary>A connection that can't be made secure says what is wrong with it.</summary>
public sealed class TlsTests
{
    [Theory]
    [InlineData("localhost", 1, "unknown authority")]
    [InlineData("localhost", -1, "has expired")]
    [InlineData("other.example.org", 1, "another host")]
    public async Task A_certificate_that_is_no_good(string host, int days, string fault)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = ServeAsync(listener, Certificate(host, days));
        using IChatClient client =
            ChatModels.OpenAICompatible("m",
                new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/v1"));

        ModelException failure = await client.FailureAsync();

        Assert.Equal((ModelFailure.Refused, true), (failure.Kind, failure.StopsRun));
        Assert.Contains("certificate", failure.Message);
        Assert.Contains(fault, failure.Message);
        Assert.Contains("SSL_CERT_FILE", failure.Message);
        listener.Stop();
        await serving;
    }

    [Fact]
    public async Task A_server_without_TLS_is_named_as_one()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = RefuseAsync(listener);
        using IChatClient client =
            ChatModels.OpenAICompatible("m",
                new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/v1"));

        ModelException failure = await client.FailureAsync();

        Assert.Equal((ModelFailure.Refused, true), (failure.Kind, failure.StopsRun));
        Assert.Contains("http://", failure.Message);
        listener.Stop();
        await serving;
    }

    private static X509Certificate2 Certificate(string host, int days)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-2), now.AddDays(days));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private static async Task ServeAsync(TcpListener listener, X509Certificate2 certificate)
    {
        try
        {
            while (true)
            {
                using TcpClient socket = await listener.AcceptTcpClientAsync();
                await using SslStream tls = new(socket.GetStream());
                await tls.AuthenticateAsServerAsync(certificate);
            }
        }
        catch (Exception refused)
            when (refused is AuthenticationException or IOException or SocketException or InvalidOperationException)
        {
            // The client has gone, as it should.
        }
        finally
        {
            certificate.Dispose();
        }
    }

    // As servers do that read a greeting of TLS as a request.
    private static async Task RefuseAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using TcpClient socket = await listener.AcceptTcpClientAsync();
                await socket.GetStream()
                    .WriteAsync(
                        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            }
        }
        catch (Exception refused) when (refused is IOException or SocketException or InvalidOperationException)
        {
            // The client has gone.
        }
    }
}
