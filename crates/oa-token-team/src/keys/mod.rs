//! Who is a member, which keys the team has, and how its secrets are sealed.
