# What a shell of the demo starts with. NAME is its domain's, COLOR (red;green;blue) what it is shown in,
# LAST the same for the first prompt at which it waits, and SHOW has commands to run before, a line each.

xl() {
	# Not all that it asks is simulated; and it leaves more room for names than there is.
	/usr/lib/xen-*/bin/xl "$@" 2>/dev/null | sed 's/ \{18\}//'
}

# All colours, from the bright to the dark ones.
rainbow() {
	awk -v width="$(($(tput cols) - 2))" 'BEGIN {
		for (row = 8; row > 0; row--) {
			for (i = 0; i < width; i++) {
				for (part = 0; part < 3; part++) {
					turn = 6.2832 * (i / width - part / 3)
					level[part] = row / 8 * (140 + 100 * cos(turn))
				}
				printf "\033[48;2;%d;%d;%dm ", level[0], level[1], level[2]
			}
			print "\033[0m"
		}
	}'
}

cd
badge='\e[48;2;%sm\e[38;2;255;255;255m %s \e[0m '
while read -r line; do
	[ -n "$line" ] || continue
	printf "$badge%s\n" "$COLOR" "$NAME" "$line"
	eval "$line"
done <<<"$SHOW"

alias ls='ls --color=auto'
PS1='\[\e[48;2;'$LAST'm\e[38;2;255;255;255m\] '$NAME' \[\e[0m\] '
PROMPT_COMMAND='printf "\e]0;%s: bash\a" "${PWD/#$HOME/\~}"'
