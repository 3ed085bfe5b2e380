/**
 * The scripts of a Slurm job, in its folder:
 *
 *     submit.sh    what Slurm runs: passes signals on, says when it starts and ends, has itself started again at time limits
 *     lane.sh      the lane's script, which runs
 *     command.sh   murmur
 */
import { exitFileVariable } from '../../../files/processes';
import { shellLine, shellQuoted } from '../shellWords';
import { stoppedCode } from '../stoppedCode';
import { markNames } from './jobMarks';

/** So often a job that its time limit has ended is started again. */
const timeOuts = 3;

export interface JobScripts {
  readonly submit: string;
  readonly lane: string;
  readonly command: string;
}

export interface ScriptedJob {
  /** Absolute path of its folder. */
  readonly folder: string;
  /** Of the lane, filled. */
  readonly script: string;
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Where output is appended; what has none goes where the job's own goes. */
  readonly output?: string;
  readonly errors?: string;
  /** Where Slurm's programs are, if not on the PATH. */
  readonly programs?: string;
}

export const scriptNames: Readonly<Record<keyof JobScripts, string>> = {
  submit: 'submit.sh',
  lane: 'lane.sh',
  command: 'command.sh',
};

export function jobScripts(job: ScriptedJob): JobScripts {
  return { submit: submitScript(job), lane: laneScript(job.script), command: commandScript(job) };
}

/** What a lane's script has in place of `{{ command }}`. */
export function commandOf(folder: string): string {
  return shellLine(['/bin/bash', `${folder}/${scriptNames.command}`]);
}

/** Slurm reads what to give a job from the first lines of what is submitted. */
function directivesOf(script: string): readonly string[] {
  const lines = script.split('\n').slice(1);
  const first = lines.findIndex((line) => !/^\s*(#|$)/.test(line));
  return lines.slice(0, first === -1 ? undefined : first).filter((line) => line.startsWith('#SBATCH'));
}

/** In an element of an array each file has the element's number at its end. */
const numbered = 'index="${SLURM_ARRAY_TASK_ID:-0}"';

function submitScript({ folder, script, programs }: ScriptedJob): string {
  const { start, exit, code: said, timeOuts: counter } = markNames;
  return `#!/bin/bash
${directivesOf(script).join('\n')}
# Written by Murmuration: runs ${scriptNames.lane}, and says what becomes of it.
job=${shellQuoted(folder)}
${programs === undefined ? '' : `PATH="$PATH":${shellQuoted(programs)}\n`}${numbered}
id="$SLURM_JOB_ID"
[ -n "$SLURM_ARRAY_JOB_ID" ] && id="\${SLURM_ARRAY_JOB_ID}_$index"
restarts="\${SLURM_RESTART_COUNT:-0}"

# A file with this line is there as a whole, or not.
say() {
  printf '%s\\n' "$2" > "$job/.$1.$id" && mv -f "$job/.$1.$id" "$job/$1"
}

child=
received=
interrupted=
pass() {
  received="$1"
  interrupted=yes
  # Everything that the lane has started is a group of processes.
  [ -z "$child" ] || kill -TERM -- "-$child"
}
trap 'pass USR1' USR1
trap 'pass TERM' TERM

rm -f "$job/${exit}_$index" "$job/${said}_$index"
say "${start}_$index" "{\\"job\\":\\"$id\\",\\"host\\":\\"\${SLURMD_NODENAME:-$(uname -n)}\\",\\"restarts\\":$restarts,\\"cluster\\":\\"$SLURM_CLUSTER_NAME\\"}"

set -m
/bin/bash "$job/${scriptNames.lane}" &
child=$!
set +m
[ -z "$received" ] || kill -TERM -- "-$child"
# A signal ends the waiting, not the work.
while true; do
  interrupted=
  wait "$child"
  code=$?
  [ -n "$interrupted" ] || break
done
# What murmur said counts more than what the lane's script did afterwards.
[ ! -f "$job/${said}_$index" ] || code="$(cat "$job/${said}_$index")"

# There is more to do. Where the time limit is near, its turns are counted; having to make room is not.
if [ "$received" = USR1 ] && [ "$code" = ${stoppedCode} ]; then
  case "$(squeue -h -j "$id" -o %L 2> /dev/null)" in
    '' | ?:?? | INVALID) ;;
    *) scontrol requeue "$id" && exit ${stoppedCode} ;;
  esac
  times="$(cat "$job/${counter}_$index" 2> /dev/null || echo 0)"
  if [ "$times" -lt ${timeOuts} ]; then
    say "${counter}_$index" "$((times + 1))"
    scontrol requeue "$id" && exit ${stoppedCode}
  else
    echo "the time limit has ended it $((times + 1)) times" >&2
  fi
fi

say "${exit}_$index" "{\\"code\\":$code,\\"signal\\":\\"$received\\",\\"restarts\\":$restarts}"
exit "$code"
`;
}

/** Signals are for murmur: the lane's script waits for its end. */
function laneScript(script: string): string {
  const end = script.indexOf('\n') + 1;
  return `${script.slice(0, end)}trap : TERM USR1\n${script.slice(end).trimEnd()}\n`;
}

function commandScript({ folder, command, output, errors }: ScriptedJob): string {
  const { exit, code: said } = markNames;
  const into = [
    ...(output === undefined ? [] : [`>> ${shellQuoted(output)}`]),
    ...(errors === undefined ? [] : [`2>> ${shellQuoted(errors)}`]),
  ];
  return `#!/bin/bash
trap : TERM USR1
job=${shellQuoted(folder)}
${numbered}
# Tells others that a lock of a job that has ended holds no more.
export ${exitFileVariable}="$job/${exit}_$index"
${[shellLine(command), ...into].join(' ')}
code=$?
echo "$code" > "$job/${said}_$index"
exit "$code"
`;
}
