// PeerAPIs: the REST dialects and the tools of other memory servers, so that their clients work here unchanged.
//
// Owns one folder for each: routes, wire types, tools and the format of faults. `Memories` decides what is stored,
// `AccessPolicy` who may do it. Only the executable imports it. Start reading at `Couchbase/CouchbaseUsers.swift`.
