[assembly: SPAgent.RendererSource("SPAgent.SandboxLooks, SPAgent.Report")]
