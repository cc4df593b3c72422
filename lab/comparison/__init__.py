"""`lab compare`: two to four ways to do the same thing, measured in turns and judged with statistics.

Read in this order:

- `config`: what a comparison file may say; `measures`: what can be measured; `record`: what was measured
- `sides`: each side as a lab that can be started, with one network per measured link
- `measure`: one repetition of one side: steady load, faults, sizes; `runner` takes the sides in turns
- `stats`, `table`, `verdicts`, `hypotheses`: from a record to a `result`
- `baseline`: the same comparison now and earlier; `thresholds`, `threshold_check`: `--fail-on`
- `portability`: which rules and panels of one side return no data on another
- `formulas`, `production`: what measured times become with production's intervals
- `report`: console, page, Markdown
- `arguments`, `recorded_runs`, `command`: the command itself; its options are in `lab.cli.compare`
"""
