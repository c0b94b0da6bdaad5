# Completion of domicilectl for fish.

function __domicilectl_domains
    domicilectl list 2>/dev/null | awk '
        NR == 1 { from = index($0, "NAME"); to = index($0, "STATE") }
        NR > 1 { name = substr($0, from, to - from); sub(/ +$/, "", name); print name }'
end

function __domicilectl_guests
    __domicilectl_domains | string match -v -x dom0
end

# Whether the command is one of these, and its first operand is yet to come.
function __domicilectl_first_of
    set -l words (commandline -opc | string match -v -- '-*')
    test (count $words) -eq 2; and contains -- $words[2] $argv
end

complete -c domicilectl -f
complete -c domicilectl -n __fish_use_subcommand -s h -l help -d 'Print help'
complete -c domicilectl -n __fish_use_subcommand -l version -d 'Print the version'
complete -c domicilectl -n __fish_use_subcommand -a list -d 'Show the domains'
complete -c domicilectl -n __fish_use_subcommand -a focus -d 'Give a domain the focus'
complete -c domicilectl -n __fish_use_subcommand -a attach -d 'Show a guest'
complete -c domicilectl -n __fish_use_subcommand -a detach -d 'Leave a guest alone'
complete -c domicilectl -n __fish_use_subcommand -a label -d 'Give a guest another colour'
complete -c domicilectl -n __fish_use_subcommand -a screenshot -d 'Write what a guest shows to a PNG file'
complete -c domicilectl -n __fish_use_subcommand -a reload -d 'Read the configuration again'
complete -c domicilectl -n __fish_use_subcommand -a watch -d 'Tell what changes, as it does'
complete -c domicilectl -n '__fish_seen_subcommand_from list watch' -s j -l json -d 'For programs to read'
complete -c domicilectl -n '__fish_seen_subcommand_from list' -s w -l windows -d 'Windows instead of domains'
complete -c domicilectl -n '__fish_seen_subcommand_from watch' -l waybar -d 'For a custom module of waybar'
complete -c domicilectl -n '__domicilectl_first_of focus' -a '(__domicilectl_domains)'
complete -c domicilectl -n '__domicilectl_first_of attach detach label screenshot' -a '(__domicilectl_guests)'
complete -c domicilectl -n '__fish_seen_subcommand_from screenshot; and not __domicilectl_first_of screenshot' -F
