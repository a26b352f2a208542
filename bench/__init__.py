"""How long does a whole run take, beside the least there is to do, and its works beside other programs?"""
