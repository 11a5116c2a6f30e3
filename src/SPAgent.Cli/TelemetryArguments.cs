using System.CommandLine;
using System.Diagnostics.Tracing;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace SPAgent.Cli;

/// <summary>The options that send spans and figures of a run to a collector of OpenTelemetry. Without them its
/// packages are not loaded.</summary>
internal sealed class TelemetryArguments
{
    private const string Source = "SPAgent";

    private readonly Option<string?> _address = new("--otlp")
    {
        Description = "Address of an OpenTelemetry collector, such as http://localhost:4317 (gRPC) or "
            + "http://localhost:4318 (HTTP), that gets spans and figures of the run."
    };
    private readonly Option<bool> _content = new("--otlp-content")
    { Description = "Send what was said as well. Without it names, counts and times alone." };

    public void AddTo(Command command)
    {
        command.Options.Add(_address);
        command.Options.Add(_content);
    }

    public bool TellsContent(ParseResult parsed) => parsed.GetValue(_content);

    /// <summary>Sends until it is disposed of, which sends the rest; null where nobody asked.</summary>
    public IDisposable? Start(ParseResult parsed)
    {
        if (parsed.GetValue(_address) is { } address)
            return new Exporters(ModelArguments.AddressOf(address, _address));
        return parsed.GetValue(_content)
            ? throw new ArgumentException($"{_content.Name} needs {_address.Name}: where is it sent?") : null;
    }

    private sealed class Exporters(Uri address) : IDisposable
    {
        private const int HttpPort = 4318;
        private const string Spans = "v1/traces", Figures = "v1/metrics";

        private readonly Failures _failures = new(address);

        private readonly TracerProvider _spans = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => resource.AddService("spagent"))
            .AddSource(Source).AddOtlpExporter(options => Set(options, address, Spans)).Build();
        private readonly MeterProvider _figures = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService("spagent"))
            .AddMeter(Source).AddOtlpExporter(options => Set(options, address, Figures)).Build();

        public void Dispose()
        {
            _spans.Dispose();
            _figures.Dispose();
            _failures.Dispose();
        }

        // Over HTTP each kind has an address of its own, below that of the collector.
        private static void Set(OtlpExporterOptions options, Uri address, string path)
        {
            string given = address.GetLeftPart(UriPartial.Path).TrimEnd('/');
            bool overHttp = address.Port == HttpPort || address.AbsolutePath.Length > 1;
            options.Protocol = overHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
            foreach (string known in (string[])[Spans, Figures])
            {
                if (given.EndsWith($"/{known}", StringComparison.Ordinal)) given = given[..^(known.Length + 1)];
            }

            options.Endpoint = overHttp ? new Uri($"{given}/{path}") : address;
        }
    }

    // The exporter tells its troubles to this source alone, and a run does not end for them.
    private sealed class Failures(Uri address) : EventListener
    {
        private int _said;

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "OpenTelemetry-Exporter-OpenTelemetryProtocol")
                EnableEvents(eventSource, EventLevel.Error);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (Interlocked.Exchange(ref _said, 1) != 0) return;
            CommandRunner.Say($"spagent: {address.GetLeftPart(UriPartial.Path)}: what is sent there does not arrive. "
                + "The run goes on without; look whether a collector listens there (--otlp).");
        }
    }
}
