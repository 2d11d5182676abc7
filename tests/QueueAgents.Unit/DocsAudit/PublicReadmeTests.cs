using Xunit;

namespace QueueAgents.Unit.DocsAudit;

/// <summary>A page as projects publish them, with everything that tempts an audit into false alarms.</summary>
public sealed class PublicReadmeTests : IDisposable
{
    private const string Text = """
        <p align="center"><img src="art/logo.svg" alt="Tidewater"></p>
        <h1 align="center">Tidewater</h1>

        [![Build](https://example.org/build.svg)](https://example.org/build) [![Licence: MIT][badge]](LICENSE)

        > [!NOTE]
        > Tidewater needs .NET 10; see [Requirements](#requirements-️) and the [FAQ](docs/faq.md#why-not-c).

        <!-- toc: [stale](gone.md) -->
        - [Install](#install)
          - [On Windows](#on-windows)
          - [On Linux & macOS](#on-linux--macos)
        - [`tide run`](#tide-run)
        - [Contributing](#contributing)

        ## Requirements ⚙️

        | Platform | Since | Notes |
        | :------- | ----: | ----- |
        | Linux    |   1.0 | `a \| b`, [details](docs/linux.md) |

        ## Install

        ### On Windows

        ```powershell
        winget install tidewater   # [not](a-link.md)
        ```

        ### On Linux & macOS

        1. Download it.

           ```bash
           curl -LO https://example.org/tide
           ```

        2. Read [the guide](docs/).

        ## `tide run`

        Runs a tide[^tide]. Arrays such as `x[0](1)` stay as they are.

        <details>
        <summary>More</summary>

        See [configuration](docs/faq.md "All of it") or [mail us](mailto:tide@example.org).

        </details>

        [^tide]: The [moon](https://example.org/moon) does it.

        Contributing
        ------------

        - [x] write it
        - [ ] read [the rules][rules]

        [Back to top](#tidewater)

        [badge]: https://example.org/mit.svg
        [rules]: CONTRIBUTING.md#pull-requests
        """;

    private readonly DocsFolder _docs = new();

    public void Dispose() => _docs.Dispose();

    [Fact]
    public void A_sound_readme_has_no_findings()
    {
        _docs.With("LICENSE", "MIT").With("docs/linux.md")
            .With("docs/faq.md", "# FAQ\n\n## Why not C++?\n")
            .With("CONTRIBUTING.md", "# Contributing\n\n## Pull requests\n");

        Assert.Empty(_docs.Findings(Text));
    }

    [Fact]
    public void Each_way_to_break_it_is_found()
    {
        _docs.With("docs/faq.md", "# FAQ\n");

        Assert.Equal(
            ["4 broken-link", "7 broken-anchor", "20 broken-link", "62 broken-link"],
            _docs.Findings(Text));
    }
}
