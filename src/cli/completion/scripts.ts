// What a shell reads to complete command lines of ours. Each only asks `outputs __complete` what there is, so that a script somebody
// installed long ago still offers what the program of today can do.

export const COMPLETION_SHELLS = ['bash', 'zsh', 'fish'] as const;
export type CompletionShell = (typeof COMPLETION_SHELLS)[number];

export function completionScript(shell: CompletionShell): string {
  return SCRIPTS[shell].replace(/^\n/, '');
}

// The line and not COMP_WORDS, which bash has already cut at every `:` and `=`. bash 3 has no mapfile.
const BASH = `
# bash completion of outputs (bash 4 or newer)
_outputs() {
  local mode
  mapfile -t COMPREPLY < <(command outputs __complete bash "$COMP_WORDBREAKS" "\${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
  mode=\${COMPREPLY[0]-words}
  COMPREPLY=("\${COMPREPLY[@]:1}")
  case $mode in
    files) compopt -o default ;;
    folders) compopt -o dirnames ;;
    *) if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *[/=] ]]; then compopt -o nospace; fi ;;
  esac
}
complete -F _outputs outputs
`;

const ZSH = `
#compdef outputs
# zsh completion of outputs
_outputs() {
  local -a lines texts shown folders
  local line mode
  lines=("\${(@f)$(command outputs __complete zsh "\${(@Q)words[1,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  mode=\${lines[1]:-words}
  if [[ $PREFIX == --*=* ]]; then compset -P 1 '*='; fi
  case $mode in
    files) _files; return ;;
    folders) _files -/; return ;;
  esac
  texts=()
  for line in "\${(@)lines[2,-1]}"; do
    if [[ \${line%%$'\\t'*} == */ ]]; then folders+=("\${line%%$'\\t'*}"); continue; fi
    texts+=("\${line%%$'\\t'*}")
    shown+=("\${line/$'\\t'/  }")
  done
  local -i found=1
  (( $#texts )) && compadd -l -d shown -a texts && found=0
  (( $#folders )) && compadd -S '' -a folders && found=0
  return found
}
if [[ \${funcstack[1]-} == _outputs ]]; then
  _outputs "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _outputs outputs
fi
`;

const FISH = `
# fish completion of outputs
function __outputs_complete
    set -l token (commandline -ct)
    set -l typed (string unescape -- $token)
    set -q typed[1]; or set typed $token
    set -l lines (command outputs __complete fish (commandline -opc) "$typed" 2>/dev/null)
    set -l before (string match -r -- '^--[^=]+=' $token)
    set -l rest (string replace -r -- '^--[^=]+=' '' $token)
    switch "$lines[1]"
        case files
            string replace -r -- '^' "$before" (__fish_complete_path "$rest")
        case folders
            string replace -r -- '^' "$before" (__fish_complete_directories "$rest")
        case '*'
            printf '%s\\n' $lines[2..]
    end
end
complete -c outputs -f -a '(__outputs_complete)'
`;

const SCRIPTS: Readonly<Record<CompletionShell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
