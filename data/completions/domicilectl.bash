# Completion of domicilectl for bash.

_domicilectl_domains() {
	domicilectl list 2>/dev/null | awk '
		NR == 1 { from = index($0, "NAME"); to = index($0, "STATE") }
		NR > 1 { name = substr($0, from, to - from); sub(/ +$/, "", name); print name }'
}

_domicilectl() {
	local word=${COMP_WORDS[COMP_CWORD]} command= operands=0 i choices=
	COMPREPLY=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-*) ;;
		*)
			if [ -z "$command" ]; then
				command=${COMP_WORDS[i]}
			else
				operands=$((operands + 1))
			fi
			;;
		esac
	done

	case $word in
	-*)
		case $command in
		list) choices="--json --windows" ;;
		watch) choices="--json --waybar" ;;
		'') choices="--help --version" ;;
		esac
		;;
	*)
		case $command/$operands in
		/0) choices="list focus attach detach label screenshot reload watch" ;;
		focus/0) choices=$(_domicilectl_domains) ;;
		attach/0 | detach/0 | label/0 | screenshot/0)
			choices=$(_domicilectl_domains | grep -vx dom0)
			;;
		screenshot/1) compopt -o default 2>/dev/null ;;
		esac
		;;
	esac
	local IFS=$' \n'
	[ -z "$choices" ] || COMPREPLY=($(compgen -W "$choices" -- "$word"))
}

complete -F _domicilectl domicilectl
